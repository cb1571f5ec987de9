import QuickLRU from 'quick-lru';
import type { Site } from '../control/sites.ts';
import { toPageText, type PageText } from '../store/row.ts';
import { toPageAddress } from './page-address.ts';
import { readSource } from './source.ts';

/** A page is visited more than once: parsing its URL anew each time is the most costly part of enrichment. */
const known = new QuickLRU<string, PageText>({ maxSize: 10_000 });

/** Longer URLs (with the referrer) are not remembered, so that what is takes 10 MB at most. */
const longestKnown = 500;

/** What the URL and the referrer of an event tell of its page and where the visit came from, as a row has it. */
export function readPage(
  url: string,
  referrer: string | undefined,
  site: Pick<Site, 'key' | 'rules'>,
): PageText {
  const { key: siteKey, rules } = site;
  const key = `${siteKey} ${url.length} ${url}${referrer ?? ''} ${rules.keptParameters.join(' ')}`;
  let page = known.get(key);
  if (page) return page;
  const parsed = new URL(url);
  page = toPageText(toPageAddress(parsed, rules.keptParameters), readSource(parsed, referrer, siteKey));
  if (key.length <= longestKnown) known.set(key, page);
  return page;
}
