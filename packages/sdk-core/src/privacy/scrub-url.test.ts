import { expect, test } from 'vitest';
import type { TrackerOptions } from '../options.ts';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import { createScrubUrl } from './scrub-url.ts';

const scrub = (url: string, options: Partial<TrackerOptions> = {}): string | undefined =>
  createScrubUrl({ ...createFakeEnvironment(), document: undefined } as never, options)(url);

test.each([
  ['https://shop.example/p?session=secret&email=a@b.example', 'https://shop.example/p'],
  [
    'https://shop.example/?utm_source=news&utm_medium=email&token=x&ref=hn&source=a',
    'https://shop.example/?utm_source=news&utm_medium=email&ref=hn&source=a',
  ],
  [
    'https://shop.example/?gclid=Cj0K&fbclid=IwAR&msclkid=1f&ScCid=7',
    'https://shop.example/?gclid=1&fbclid=1&msclkid=1&ScCid=1',
  ],
  ['https://ada:secret@shop.example/', 'https://shop.example/'],
  ['https://shop.example/p#access_token=secret', 'https://shop.example/p'],
  ['https://shop.example/?sort=a&sort=b', 'https://shop.example/'],
])('of %s leaves %s', (url, scrubbed) => {
  expect(scrub(url)).toBe(scrubbed);
});

test('keeps the parameters that are allowed', () => {
  expect(scrub('https://shop.example/s?q=shoes&token=x', { keepQuery: ['q'] })).toBe(
    'https://shop.example/s?q=shoes',
  );
  expect(scrub('https://shop.example/s?q=shoes&gclid=x', { keepQuery: true })).toBe(
    'https://shop.example/s?q=shoes&gclid=x',
  );
});

test('keeps the fragment where page views go by it', () => {
  expect(scrub('https://shop.example/#/cart', { pageViews: 'hash' })).toBe('https://shop.example/#/cart');
});

test.each(['file:///home/ada/index.html', 'about:blank', 'javascript:alert(1)', '/p/2', ''])(
  'has nothing for %j',
  (url) => {
    expect(scrub(url)).toBeUndefined();
  },
);
