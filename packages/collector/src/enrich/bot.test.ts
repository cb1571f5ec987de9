import { describe, expect, it } from 'vitest';
import { findBot } from './bot.ts';

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const chromeBrands = '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"';

describe('a bot', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    [
      'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; GoogleOther)',
    ],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Chrome-Lighthouse',
    ],
  ])('says so in its user agent: %s', (userAgent) => {
    expect(findBot(userAgent, '')).toBe('user-agent');
  });

  it.each(['curl/8.5.0', 'python-requests/2.31.0', 'node', 'okhttp/4.12.0', ''])(
    'is no program without a page, which sends because somebody told it to: %j',
    (userAgent) => {
      expect(findBot(userAgent, '')).toBe('');
    },
  );

  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36',
      '"Chromium";v="142", "HeadlessChrome";v="142", "Not_A Brand";v="99"',
    ],
    [chrome, '"Chromium";v="142", "HeadlessChrome";v="142", "Not_A Brand";v="99"'],
    [
      'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
      '',
    ],
  ])('without a screen is headless: %s %s', (userAgent, brands) => {
    expect(findBot(userAgent, brands)).toBe('headless');
  });
});

describe('a person', () => {
  it.each([
    ['Chrome', chrome, chromeBrands],
    [
      'in the Phantom wallet (plausible#1403)',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Phantom/ios/24.5',
      '',
    ],
    [
      'in MetaMask',
      'Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36 MetaMaskMobile',
      '"Chromium";v="142", "Android WebView";v="142", "Not_A Brand";v="99"',
    ],
    [
      'in the Coinbase wallet',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 CoinbaseWallet',
      '',
    ],
    [
      'with a phone named CUBOT',
      'Mozilla/5.0 (Linux; Android 11; CUBOT_NOTE_20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.152 Mobile Safari/537.36',
      '',
    ],
    [
      'in the Google app',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/380.0 Mobile/15E148 Safari/604.1',
      '',
    ],
    [
      'in the Facebook app',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]',
      '',
    ],
    ['whose proxy removes the user agent', '', ''],
  ])('%s is none', (_title, userAgent, brands) => {
    expect(findBot(userAgent, brands)).toBe('');
  });
});
