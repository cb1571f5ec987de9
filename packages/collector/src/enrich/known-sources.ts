/** What a well-known source is; decides the channel of a visit, see docs/decisions/0008-channels.md. */
export type SourceKind = 'search' | 'social' | 'video' | 'shopping' | 'email' | 'ai' | 'other';

export interface KnownSource {
  name: string;
  kind: SourceKind;
}

/**
 * Name, then hosts with all their subdomains (`amazon.*`: under any country's top level), app ids of
 * `android-app://` referrers, and what campaigns write into `utm_source`. The longest host wins: mail.google.com is
 * not Google's search.
 */
const table: Record<SourceKind, [name: string, ...hostsAndAliases: string[]][]> = {
  search: [
    ['Google', 'google.*', 'com.google.android.googlequicksearchbox', 'google', 'adwords', 'googleads'],
    ['Bing', 'bing.com', 'bing', 'microsoft', 'msn', 'msn.com'],
    ['DuckDuckGo', 'duckduckgo.com', 'duckduckgo', 'com.duckduckgo.mobile.android'],
    ['Yahoo!', 'search.yahoo.com', 'search.yahoo.co.jp', 'yahoo.com', 'yahoo.co.jp', 'yahoo'],
    ['Yandex', 'yandex.*', 'ya.ru', 'yandex'],
    ['Baidu', 'baidu.com', 'baidu'],
    ['Ecosia', 'ecosia.org', 'ecosia'],
    ['Brave', 'search.brave.com', 'brave'],
    ['Qwant', 'qwant.com', 'qwant'],
    ['Startpage', 'startpage.com', 'startpage'],
    ['Kagi', 'kagi.com', 'kagi'],
    ['Mojeek', 'mojeek.com', 'mojeek'],
    ['Swisscows', 'swisscows.com', 'swisscows'],
    ['MetaGer', 'metager.org', 'metager.de'],
    ['Naver', 'naver.com', 'naver'],
    ['Daum', 'daum.net', 'daum'],
    ['Seznam', 'seznam.cz', 'seznam'],
    ['Sogou', 'sogou.com', 'sogou'],
    ['360 Search', 'so.com'],
    ['AOL', 'search.aol.com', 'aol'],
    ['Ask', 'ask.com', 'ask'],
  ],
  social: [
    ['Facebook', 'facebook.com', 'fb.com', 'fb.me', 'com.facebook.katana', 'facebook', 'fb', 'meta'],
    ['Instagram', 'instagram.com', 'com.instagram.android', 'instagram', 'ig'],
    ['Threads', 'threads.net', 'threads.com', 'threads'],
    ['X', 'twitter.com', 'x.com', 't.co', 'com.twitter.android', 'twitter', 'x'],
    ['LinkedIn', 'linkedin.com', 'lnkd.in', 'com.linkedin.android', 'linkedin'],
    ['Reddit', 'reddit.com', 'redd.it', 'com.reddit.frontpage', 'reddit'],
    ['Pinterest', 'pinterest.*', 'pin.it', 'pinterest'],
    ['Snapchat', 'snapchat.com', 'snapchat'],
    ['Mastodon', 'mastodon.social', 'mastodon.online', 'joinmastodon.org', 'mastodon'],
    ['Bluesky', 'bsky.app', 'bsky.social', 'bluesky'],
    ['Tumblr', 'tumblr.com', 'tumblr'],
    ['Quora', 'quora.com', 'quora'],
    ['Hacker News', 'news.ycombinator.com', 'hackernews', 'hn'],
    ['Lobsters', 'lobste.rs'],
    ['Product Hunt', 'producthunt.com', 'producthunt'],
    ['Telegram', 't.me', 'telegram.org', 'org.telegram.messenger', 'telegram'],
    ['WhatsApp', 'whatsapp.com', 'wa.me', 'com.whatsapp', 'whatsapp'],
    ['Discord', 'discord.com', 'discord'],
    ['VK', 'vk.com', 'vk.ru', 'vk'],
    ['Odnoklassniki', 'ok.ru'],
    ['Weibo', 'weibo.com', 'weibo.cn', 'weibo'],
    ['XING', 'xing.com', 'xing'],
    ['Line', 'line.me'],
  ],
  video: [
    ['YouTube', 'youtube.com', 'youtu.be', 'com.google.android.youtube', 'youtube'],
    ['TikTok', 'tiktok.com', 'tiktok'],
    ['Vimeo', 'vimeo.com', 'vimeo'],
    ['Twitch', 'twitch.tv', 'twitch'],
    ['Dailymotion', 'dailymotion.com', 'dailymotion'],
    ['Bilibili', 'bilibili.com', 'bilibili'],
    ['Rumble', 'rumble.com'],
  ],
  shopping: [
    ['Google Shopping', 'shopping.google.com', 'google_shopping', 'google-shopping', 'googleshopping'],
    ['Amazon', 'amazon.*', 'amzn.to', 'amazon'],
    ['eBay', 'ebay.*', 'ebay'],
    ['Etsy', 'etsy.com', 'etsy'],
    ['AliExpress', 'aliexpress.com', 'aliexpress'],
    ['Walmart', 'walmart.com', 'walmart'],
    ['idealo', 'idealo.*', 'idealo'],
    ['Shopzilla', 'shopzilla.com', 'shopzilla'],
    ['PriceRunner', 'pricerunner.*', 'pricerunner'],
    ['Mercado Libre', 'mercadolibre.com', 'mercadolivre.com.br'],
    ['Rakuten', 'rakuten.co.jp', 'rakuten.com'],
    ['Temu', 'temu.com', 'temu'],
  ],
  email: [
    ['Gmail', 'mail.google.com', 'com.google.android.gm', 'gmail'],
    ['Outlook', 'outlook.live.com', 'outlook.office.com', 'outlook.office365.com', 'outlook'],
    ['Yahoo! Mail', 'mail.yahoo.com', 'mail.yahoo.co.jp'],
    ['Proton Mail', 'mail.proton.me'],
    ['Fastmail', 'app.fastmail.com'],
    ['GMX', 'navigator.gmx.net', 'gmx.net'],
    ['Yandex Mail', 'mail.yandex.ru', 'mail.yandex.com'],
    ['Zoho Mail', 'mail.zoho.com'],
    ['Mailchimp', 'mailchi.mp', 'list-manage.com', 'mailchimp'],
  ],
  ai: [
    ['ChatGPT', 'chatgpt.com', 'chat.openai.com', 'openai.com', 'chatgpt', 'openai'],
    ['Claude', 'claude.ai', 'claude'],
    ['Perplexity', 'perplexity.ai', 'perplexity'],
    ['Gemini', 'gemini.google.com', 'bard.google.com', 'gemini'],
    ['Copilot', 'copilot.microsoft.com', 'copilot.cloud.microsoft', 'copilot'],
    ['Grok', 'grok.com', 'grok'],
    ['DeepSeek', 'chat.deepseek.com', 'deepseek.com', 'deepseek'],
    ['Mistral', 'chat.mistral.ai', 'mistral'],
    ['Meta AI', 'meta.ai'],
    ['Poe', 'poe.com'],
    ['You.com', 'you.com'],
    ['Phind', 'phind.com'],
    ['Duck.ai', 'duck.ai'],
    ['Kimi', 'kimi.com', 'kimi.moonshot.cn'],
    ['Qwen', 'chat.qwen.ai', 'qwen.ai'],
    ['Doubao', 'doubao.com'],
    ['NotebookLM', 'notebooklm.google.com'],
  ],
  other: [
    ['GitHub', 'github.com'],
    ['Substack', 'substack.com', 'substack'],
    ['Google Classroom', 'classroom.google.com'],
    ['Google Docs', 'docs.google.com'],
    ['Yahoo! News', 'news.yahoo.com', 'news.yahoo.co.jp', 'finance.yahoo.com'],
  ],
};

const byHostOrAlias = new Map<string, KnownSource>();
for (const kind of Object.keys(table) as SourceKind[]) {
  for (const [name, ...keys] of table[kind]) {
    const known = { name, kind };
    for (const key of [name.toLowerCase(), ...keys]) byHostOrAlias.set(key, known);
  }
}

/** `google.de`, `google.co.uk` → `google.*`; `google.evil.example` is none. */
const countryHost = /^([a-z-]+)\.(?:com?\.[a-z]{2}|[a-z]{2,3})$/;

/** Finds a referrer's host in the table, by its longest suffix. */
export function findSourceOfHost(host: string): KnownSource | undefined {
  for (let rest = host; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    const known = rest.includes('.')
      ? (byHostOrAlias.get(rest) ?? byHostOrAlias.get(rest.replace(countryHost, '$1.*')))
      : undefined;
    if (known || !rest.includes('.')) return known;
  }
}

/** Finds what a campaign names as its source: a name, an alias or a host, in any case. */
export function findSourceOfName(name: string): KnownSource | undefined {
  const key = name.toLowerCase();
  return byHostOrAlias.get(key) ?? (key.includes('.') ? findSourceOfHost(key) : undefined);
}
