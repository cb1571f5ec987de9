import { readFile } from 'node:fs/promises';
import { followFile, type Follow } from './followed-file.ts';

/** Whether a referrer is forged, so that its host is looked up; such a referrer is no source, the event itself is kept. */
export type IsSpam = (referrer: string) => boolean;

/** Hosts that are long known for it; the operator's list is added to them. */
const known = [
  'semalt.com',
  'buttons-for-website.com',
  'buttons-for-your-website.com',
  'best-seo-offer.com',
  'best-seo-solution.com',
  'free-share-buttons.com',
  'free-social-buttons.com',
  'get-free-traffic-now.com',
  'event-tracking.com',
  'trafficmonetize.org',
  'trafficmonetizer.org',
  'success-seo.com',
  'videos-for-your-business.com',
  '4webmasters.org',
  'darodar.com',
  'ilovevitaly.com',
  'blackhatworth.com',
  'hulfingtonpost.com',
  'o-o-6-o-o.com',
  'priceg.com',
];

/** Opens the operator's list, if there is one. Throws a `StartupError` where it cannot be read. */
export async function openReferrerSpam(
  path: string | undefined,
  follow: Follow = {},
): Promise<{ isSpam: IsSpam; close: () => void }> {
  if (path === undefined) {
    const hosts = new Set(known);
    return { isSpam: (referrer) => isUnder(hosts, referrer), close() {} };
  }
  const { content, close } = await followFile(
    {
      path,
      setting: 'PASSERBY_REFERRER_SPAM',
      as: 'a list of hosts',
      give: 'a text file with a host on each line',
      isFollowed: true,
    },
    async (file) => new Set([...known, ...toHosts(await readFile(file, 'utf8'))]),
    follow,
  );
  return { isSpam: (referrer) => isUnder(content(), referrer), close };
}

/** Not by the URL parser, which is dear, and asked for each event: a browser sends hosts in one spelling. */
const hostPattern = /^[a-z-]+:\/\/(?:[^/?#@]*@)?([^/?#:]+)/;

/** The host or one of the domains that it is under. */
function isUnder(hosts: ReadonlySet<string>, referrer: string): boolean {
  let rest = hostPattern.exec(referrer.toLowerCase())?.[1] ?? '';
  for (; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    if (hosts.has(rest)) return true;
  }
  return false;
}

/** Hosts of lines, without comments (`#`); international names as browsers send them. */
function toHosts(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const entry = line.replace(/#.*/, '').trim();
    if (entry === '') return [];
    const host = /[/:?@\s]/.test(entry) ? undefined : URL.parse(`http://${entry}`)?.hostname;
    if (!host?.includes('.')) throw new Error(`line ${index + 1} is no host`);
    return [host];
  });
}
