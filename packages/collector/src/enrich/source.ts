/** Where a visit came from. Empty strings where nothing says so: a direct visit. */
export interface Source {
  /** `utm_source`, `source` or `ref`; else the referrer's well-known name or host. */
  source: string;
  medium: string;
  campaign: string;
  content: string;
  term: string;
  /** The referrer without its query and fragment, which may name a person. */
  referrer: string;
}

/** Sites known by one name under many hosts: the registrable label, or a whole host where that is ambiguous. */
const namesByHost: [pattern: RegExp, name: string][] = [
  [/^(.+\.)?google(\.[a-z]{2,3}){1,2}$/, 'Google'],
  [/^(.+\.)?bing\.com$/, 'Bing'],
  [/^(.+\.)?duckduckgo\.com$/, 'DuckDuckGo'],
  [/^(.+\.)?search\.yahoo\.(com|co\.jp)$/, 'Yahoo!'],
  [/^(.+\.)?yandex(\.[a-z]{2,3}){1,2}$/, 'Yandex'],
  [/^(.+\.)?baidu\.com$/, 'Baidu'],
  [/^(.+\.)?ecosia\.org$/, 'Ecosia'],
  [/^search\.brave\.com$/, 'Brave'],
  [/^(.+\.)?(facebook\.com|fb\.com|fb\.me)$/, 'Facebook'],
  [/^(.+\.)?instagram\.com$/, 'Instagram'],
  [/^(.+\.)?(twitter\.com|x\.com)$|^t\.co$/, 'X'],
  [/^(.+\.)?(linkedin\.com|lnkd\.in)$/, 'LinkedIn'],
  [/^(.+\.)?reddit\.com$/, 'Reddit'],
  [/^(.+\.)?(youtube\.com|youtu\.be)$/, 'YouTube'],
  [/^news\.ycombinator\.com$/, 'Hacker News'],
  [/^(.+\.)?github\.com$/, 'GitHub'],
  [/^(.+\.)?(chatgpt\.com|openai\.com)$/, 'ChatGPT'],
  [/^(.+\.)?perplexity\.ai$/, 'Perplexity'],
];

/** Longest value kept of a campaign parameter, characters. */
const longestParameter = 200;

/** Reads the source of a page from its own URL and the referrer; links within the site's hosts are no source. */
export function readSource(url: URL, referrer: string | undefined, siteKey: string): Source {
  const parameter = (...names: string[]): string => {
    for (const name of names) {
      const value = url.searchParams.get(name)?.trim();
      if (value) return value.slice(0, longestParameter);
    }
    return '';
  };
  const from = parseReferrer(referrer, url.hostname, siteKey);
  return {
    source: parameter('utm_source', 'source', 'ref') || (from ? toSourceName(from.hostname) : ''),
    medium: parameter('utm_medium'),
    campaign: parameter('utm_campaign'),
    content: parameter('utm_content'),
    term: parameter('utm_term'),
    referrer: from ? `${from.protocol}//${from.host}${from.pathname}` : '',
  };
}

function parseReferrer(text: string | undefined, ownHost: string, siteKey: string): URL | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^(https?|android-app):$/.test(url.protocol)) return undefined;
  const host = withoutWww(url.hostname);
  const own = host === withoutWww(ownHost) || host === siteKey || host.endsWith(`.${siteKey}`);
  return own ? undefined : url;
}

function toSourceName(host: string): string {
  return namesByHost.find(([pattern]) => pattern.test(host))?.[1] ?? withoutWww(host);
}

const withoutWww = (host: string): string => host.replace(/^www\./, '');
