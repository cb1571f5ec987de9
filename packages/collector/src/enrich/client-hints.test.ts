import { describe, expect, it } from 'vitest';
import { readClientHints } from './client-hints.ts';
import { parseUserAgent } from './user-agent.ts';

const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const linux =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const webview =
  'Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36';
const quest =
  'Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/33.0.0.0 Chrome/124.0.0.0 VR Safari/537.36';

const chrome = '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"';
const brave = '"Chromium";v="142", "Brave";v="142", "Not_A Brand";v="99"';
const inAnyOrder = '"Not/A)Brand";v="8", "Brave";v="141", "Chromium";v="141"';
const edge = '"Chromium";v="142", "Microsoft Edge";v="142", "Not_A Brand";v="99"';
const opera = '"Opera";v="124", "Not_A Brand";v="99", "Chromium";v="140"';
const androidWebView = '"Chromium";v="142", "Android WebView";v="142", "Not_A Brand";v="99"';

const parse = (userAgent: string, brands: string, mobile: string, platform: string): string => {
  const hints = readClientHints({
    'sec-ch-ua': brands,
    'sec-ch-ua-mobile': mobile,
    'sec-ch-ua-platform': platform,
  });
  const { browser, browserVersion, os, device } = parseUserAgent(userAgent, hints);
  return [browser, browserVersion, os, device].join(' ');
};

describe('client hints', () => {
  it.each([
    ['Chrome on Windows', windows, chrome, '?0', '"Windows"', 'Chrome 142 Windows desktop'],
    ['Brave, which calls itself Chrome', windows, brave, '?0', '"Windows"', 'Brave 142 Windows desktop'],
    ['brands in any order', windows, inAnyOrder, '?0', '"Windows"', 'Brave 141 Windows desktop'],
    ['Edge', `${windows} Edg/142.0.0.0`, edge, '?0', '"Windows"', 'Edge 142 Windows desktop'],
    ['Edge that hides in its user agent', windows, edge, '?0', '"Windows"', 'Edge 142 Windows desktop'],
    ['Opera with its own version', windows, opera, '?0', '"Windows"', 'Opera 124 Windows desktop'],
    [
      'an Android phone',
      `${android} Mobile Safari/537.36`,
      chrome,
      '?1',
      '"Android"',
      'Chrome 142 Android mobile',
    ],
    ['an Android tablet', `${android} Safari/537.36`, chrome, '?0', '"Android"', 'Chrome 142 Android tablet'],
    ['a tablet that asks as a desktop', linux, chrome, '?0', '"Android"', 'Chrome 142 Android tablet'],
    ['a phone that asks as a desktop', linux, brave, '?1', '"Android"', 'Brave 142 Android mobile'],
    ['a Chromebook', linux, chrome, '?0', '"Chrome OS"', 'Chrome 142 ChromeOS desktop'],
    ['an app of Android', webview, androidWebView, '?1', '"Android"', 'Android WebView 142 Android mobile'],
    [
      'a headset',
      quest,
      '"Chromium";v="124", "Oculus Browser";v="33"',
      '?0',
      '"Android"',
      'Meta Quest Browser 33 Android xr',
    ],
    ['no hints (Safari, Firefox, http)', windows, '', '', '', 'Chrome 142 Windows desktop'],
    [
      'a brand that nobody knows',
      windows,
      '"Canary 4711";v="1"',
      '?0',
      '"Canary"',
      'Chrome 142 Windows desktop',
    ],
    ['junk', windows, '"'.repeat(100_000), '?7', ';;', 'Chrome 142 Windows desktop'],
  ])('of %s', (_title, userAgent, brands, mobile, platform, expected) => {
    expect(parse(userAgent, brands, mobile, platform)).toBe(expected);
  });

  it('tell apart two browsers of one user agent, whichever was remembered first', () => {
    const both = (): string[] =>
      [brave, edge, ''].map((brands) => parse(linux, brands, '', '').split(' ')[0] ?? '');
    expect(both()).toEqual(['Brave', 'Edge', 'Chrome']);
    expect(both()).toEqual(['Brave', 'Edge', 'Chrome']);
    expect(parse(linux, '', '?1', '"Android"')).toBe('Chrome 142 Android mobile');
    expect(parse(linux, '', '?0', '"Android"')).toBe('Chrome 142 Android tablet');
    expect(parse(linux, '', '?0', '"Linux"')).toBe('Chrome 142 Linux desktop');
  });

  it('drop the version of a system that they correct', () => {
    const hints = readClientHints({ 'sec-ch-ua-platform': '"Android"', 'sec-ch-ua-mobile': '?0' });
    expect(parseUserAgent(windows, hints)).toMatchObject({ os: 'Android', osVersion: '' });
    expect(parseUserAgent(`${android} Safari/537.36`, hints)).toMatchObject({ osVersion: '10' });
  });
});
