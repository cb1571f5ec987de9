import QuickLRU from 'quick-lru';
import { UAParser } from 'ua-parser-js';
import { findBot, type BotReason } from './bot.ts';
import { refine, type ClientHints } from './client-hints.ts';

/** What a user agent string and its client hints tell; empty strings where it does not. */
export interface UserAgent {
  /** `Chrome`, `Safari`, `Firefox`, … */
  browser: string;
  /** Major version. */
  browserVersion: string;
  /** `Windows`, `macOS`, `iOS`, `Android`, … */
  os: string;
  osVersion: string;
  /** `desktop`, `mobile`, `tablet`, `tv`, `console`, `wearable`, `xr` or `embedded`. */
  device: string;
  bot: BotReason;
}

/** Names that mobile and desktop editions share, as people know them. */
const browserNames = new Map([
  ['Mobile Safari', 'Safari'],
  ['Mobile Chrome', 'Chrome'],
  ['Mobile Firefox', 'Firefox'],
  ['Chrome Headless', 'Chrome'],
  ['Chrome WebView', 'Android WebView'],
  ['GSA', 'Google app'],
  ['IE', 'Internet Explorer'],
  ['Oculus Browser', 'Meta Quest Browser'],
  ['Yandex', 'Yandex Browser'],
  ['UCBrowser', 'UC Browser'],
]);
const osNames = new Map([
  ['Mac OS', 'macOS'],
  ['Chromium OS', 'ChromeOS'],
  ['Ubuntu', 'Linux'],
  ['Debian', 'Linux'],
  ['Fedora', 'Linux'],
]);
const deviceNames = new Map([['smarttv', 'tv']]);

/** Longer strings are not browsers'; parsing stops here, so that a hostile one costs nothing. */
const longestUserAgent = 1_000;
const noHints: ClientHints = { brands: '', mobile: '', platform: '' };
const cached = new QuickLRU<string, UserAgent>({ maxSize: 10_000 });

/**
 * Parses a `User-Agent` header (ua-parser-js 1, MIT; the most accurate permissive one, see the test), and what client
 * hints came with it. What a pair of them is, is remembered.
 */
export function parseUserAgent(header: string, hints: ClientHints = noHints): UserAgent {
  const text = header.slice(0, longestUserAgent);
  const key = `${text}\0${hints.brands}\0${hints.mobile}\0${hints.platform}`;
  const known = cached.get(key);
  if (known) return known;
  const { browser, os, device } = new UAParser(text).getResult();
  const parsed = {
    browser: browserNames.get(browser.name ?? '') ?? browser.name ?? '',
    browserVersion: browser.version?.split('.', 1)[0] ?? '',
    os: osNames.get(os.name ?? '') ?? os.name ?? '',
    osVersion: os.version ?? '',
    device: toDevice(device.type, browser.name, os.name),
    bot: findBot(text, hints.brands),
  };
  const refined = refine(parsed, hints);
  cached.set(key, refined);
  return refined;
}

/** The parser leaves desktops without a type; what it knows nothing at all about stays unknown. */
function toDevice(type: string | undefined, browser: string | undefined, os: string | undefined): string {
  if (browser === 'Oculus Browser') return 'xr';
  if (type) return deviceNames.get(type) ?? type;
  if (os === 'Android') return 'mobile'; // Opera Mini names no device
  return (browser ?? os) ? 'desktop' : '';
}
