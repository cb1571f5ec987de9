import { describe, expect, it } from 'vitest';
import { toPageAddress } from './page-address.ts';

describe('the address of a page', () => {
  it.each([
    ['https://shop.example', 'shop.example', '/'],
    ['https://shop.example/', 'shop.example', '/'],
    ['https://shop.example//', 'shop.example', '/'],
    ['https://shop.example/pricing', 'shop.example', '/pricing'],
    ['https://shop.example/pricing/', 'shop.example', '/pricing'],
    ['https://shop.example/pricing//', 'shop.example', '/pricing'],
    ['HTTPS://Shop.EXAMPLE/Pricing', 'shop.example', '/Pricing'],
    ['https://shop.example:443/a', 'shop.example', '/a'],
    ['http://shop.example:3000/a', 'shop.example', '/a'],
    ['https://shop.example./a', 'shop.example', '/a'],
    ['https://shop.example/a#top', 'shop.example', '/a'],
    ['https://shop.example/a/?utm_source=x&fbclid=y&session=z#top', 'shop.example', '/a'],
    ['https://shop.example/a/../b/./c', 'shop.example', '/b/c'],
    ['https://shop.example/caf%c3%a9', 'shop.example', '/caf%C3%A9'],
    ['https://shop.example/café', 'shop.example', '/caf%C3%A9'],
    ['https://shop.example/100%', 'shop.example', '/100%'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example', '/'],
    ['https://ann:pw@shop.example/a', 'shop.example', '/a'],
  ])('%s is %s%s', (url, hostname, path) => {
    expect(toPageAddress(new URL(url))).toEqual({ hostname, path });
  });

  it.each([
    ['?q=shoes', '/s?q=shoes'],
    ['?utm_source=x&page=2&q=a%20b&token=z#top', '/s?q=a+b&page=2'],
    ['?q=1&q=2', '/s?q=1&q=2'],
    ['?Q=1', '/s'],
    ['?q', '/s?q='],
  ])('keeps of %s what the site names, in one order: %s', (query, path) => {
    expect(toPageAddress(new URL(`https://shop.example/s/${query}`), ['q', 'page']).path).toBe(path);
  });

  it('gets through a million slashes', () => {
    const url = new URL(`https://shop.example${'/'.repeat(1_000_000)}a${'/'.repeat(1_000_000)}`);
    expect(toPageAddress(url).path).toHaveLength(1_000_001);
  });
});
