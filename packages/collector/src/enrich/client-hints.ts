import type { IncomingHttpHeaders } from 'node:http';
import type { UserAgent } from './user-agent.ts';

/** The client hints that Chromium sends unasked (https://wicg.github.io/ua-client-hints/), as they came. */
export interface ClientHints {
  /** `Sec-CH-UA`: `"Chromium";v="142", "Brave";v="142", "Not_A Brand";v="99"`, in any order. */
  brands: string;
  /** `Sec-CH-UA-Mobile`: `?1` or `?0`. */
  mobile: string;
  /** `Sec-CH-UA-Platform`: `"Windows"`. */
  platform: string;
}

/** Longer ones are not browsers'. */
const longestHint = 300;

export function readClientHints(headers: IncomingHttpHeaders): ClientHints {
  const read = (name: string): string => String(headers[name] ?? '').slice(0, longestHint);
  return {
    brands: read('sec-ch-ua'),
    mobile: read('sec-ch-ua-mobile'),
    platform: read('sec-ch-ua-platform'),
  };
}

/** Only names that we know: a header is the sender's to choose, and each name is a value of a column for good. */
const browsersByBrand = new Map([
  ['Google Chrome', 'Chrome'],
  ['Microsoft Edge', 'Edge'],
  ['Brave', 'Brave'],
  ['Opera', 'Opera'],
  ['Opera GX', 'Opera GX'],
  ['Vivaldi', 'Vivaldi'],
  ['YaBrowser', 'Yandex Browser'],
  ['Samsung Internet', 'Samsung Internet'],
  ['DuckDuckGo', 'DuckDuckGo'],
  ['Whale', 'Whale'],
]);
const systemsByPlatform = new Map([
  ['Windows', 'Windows'],
  ['macOS', 'macOS'],
  ['Android', 'Android'],
  ['Chrome OS', 'ChromeOS'],
  ['Chromium OS', 'ChromeOS'],
  ['Linux', 'Linux'],
  ['iOS', 'iOS'],
]);

/**
 * What the hints know better than the user agent: the brand behind "Chrome", the system and device behind a page
 * asked for as on a desktop. Whatever the user agent says in more detail (apps, televisions, headsets) stays.
 */
export function refine(parsed: UserAgent, hints: ClientHints): UserAgent {
  const refined = { ...parsed };
  const brand = parsed.browser === 'Chrome' ? findBrand(hints.brands) : undefined;
  if (brand) Object.assign(refined, brand);
  const os = systemsByPlatform.get(hints.platform.replaceAll('"', ''));
  if (os !== undefined && os !== parsed.os) Object.assign(refined, { os, osVersion: '' });
  if (refined.os === 'Android' && /^(desktop|mobile|tablet|)$/.test(parsed.device)) {
    if (hints.mobile === '?1') refined.device = 'mobile';
    if (hints.mobile === '?0') refined.device = 'tablet';
  }
  return refined;
}

/** "Chromium" and the made-up brand that keeps parsers honest are not in the table. */
function findBrand(brands: string): { browser: string; browserVersion: string } | undefined {
  for (const [, name = '', browserVersion = ''] of brands.matchAll(/"([^"]*)";v="(\d{1,5})/g)) {
    const browser = browsersByBrand.get(name);
    if (browser !== undefined) return { browser, browserVersion };
  }
  return undefined;
}
