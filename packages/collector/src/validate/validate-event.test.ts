import { limits, type RejectionCode } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { findInvalid } from './validate-event.ts';

const pageview = {
  id: '0199c0de-0000-7000-8000-00000000000a',
  type: 'pageview',
  time: 1_795_300_000_000,
  url: 'https://shop.example/',
};
const custom = { ...pageview, type: 'event', name: 'signup' };
const engagement = { ...pageview, type: 'engagement', engagedMs: 8_200, scrollDepth: 73 };
const url = (bytes: number): string => `https://shop.example/${'x'.repeat(bytes - 21)}`;
const props = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
/** `é` takes two bytes of UTF-8, `€` three, `😀` four and two units of UTF-16. */
const bytesOf = (character: string, bytes: number): string =>
  character.repeat(bytes / Buffer.byteLength(character));

describe('a valid event', () => {
  it.each([
    ['a page view', pageview],
    ['a custom event', custom],
    ['an engagement', engagement],
    ['an id in capitals', { ...pageview, id: pageview.id.toUpperCase() }],
    ['a UUID of version 4', { ...pageview, id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' }],
    ['time 0', { ...pageview, time: 0 }],
    ['the longest URL', { ...pageview, url: url(limits.urlBytes) }],
    ['a URL with a user, a port and capitals', { ...pageview, url: 'HTTP://u:p@SHOP.example:8080/?q#f' }],
    ['an empty referrer', { ...pageview, referrer: '' }],
    [
      'the longest title of three-byte characters',
      { ...pageview, title: bytesOf('€', limits.textBytes - 1) },
    ],
    ['the longest page id', { ...pageview, page: 'x'.repeat(limits.tokenBytes) }],
    ['the longest name of four-byte characters', { ...custom, name: bytesOf('😀', limits.nameBytes) }],
    ['50 props', { ...pageview, props: props(50) }],
    ['the longest key and value', { ...pageview, props: { [bytesOf('é', 64)]: bytesOf('é', 1024) } }],
    [
      'props named like members of Object',
      { ...pageview, props: { constructor: 1, toString: 'x', hasOwnProperty: true } },
    ],
    ['an empty string as a value', { ...pageview, props: { a: '' } }],
    ['the largest seq', { ...pageview, seq: 4_294_967_295 }],
    ['a refund', { ...custom, revenue: { amount: -49.5, currency: 'EUR' } }],
    ['the most money', { ...custom, revenue: { amount: limits.revenueAmount, currency: 'JPY' } }],
    ['no time engaged, nothing scrolled', { ...engagement, engagedMs: 0, scrollDepth: 0 }],
    ['a day engaged, all scrolled', { ...engagement, engagedMs: 86_400_000, scrollDepth: 100 }],
    ['a field of another type of event, which is anything', { ...pageview, name: null, engagedMs: 'x' }],
    ['fields that a later version knows', { ...pageview, later: { a: [1] } }],
  ])('%s', (_title, event) => {
    expect(findInvalid(event)).toBeUndefined();
  });
});

const invalid: [title: string, event: unknown, code: RejectionCode, message: RegExp][] = [
  ['undefined', undefined, 'invalid_event', /^the event must be an object/],
  ['an array', [pageview], 'invalid_event', /^the event must be an object/],
  [
    'no type',
    { ...pageview, type: undefined },
    'invalid_event',
    /^type: must be "pageview", "event" or "engagement"/,
  ],
  ['a type named like a member of Object', { ...pageview, type: 'constructor' }, 'invalid_event', /^type: /],
  ['no id', JSON.parse(JSON.stringify({ ...pageview, id: undefined })), 'invalid_id', /^id: is missing/],
  ['an id that is a number', { ...pageview, id: 1 }, 'invalid_id', /^id: must be a string/],
  [
    'an id without dashes',
    { ...pageview, id: pageview.id.replaceAll('-', '') },
    'invalid_id',
    /^id: must be a UUID/,
  ],
  [
    'an id with a line break behind',
    { ...pageview, id: `${pageview.id}\n` },
    'invalid_id',
    /^id: must be a UUID/,
  ],
  [
    'no time',
    JSON.parse(JSON.stringify({ ...pageview, time: undefined })),
    'invalid_time',
    /^time: is missing/,
  ],
  ['a time as text', { ...pageview, time: '2026-11-01' }, 'invalid_time', /^time: must be a finite number/],
  [
    'a time that is not a number',
    { ...pageview, time: Number.NaN },
    'invalid_time',
    /^time: must be a finite number/,
  ],
  ['a time before the epoch', { ...pageview, time: -1 }, 'invalid_time', /^time: must be >= 0/],
  [
    'a time after the year 9999',
    { ...pageview, time: 253_402_300_800_000 },
    'invalid_time',
    /^time: must be <= /,
  ],
  ['no url', JSON.parse(JSON.stringify({ ...pageview, url: undefined })), 'invalid_url', /^url: is missing/],
  ['an empty URL', { ...pageview, url: '' }, 'invalid_url', /^url: /],
  ['a path', { ...pageview, url: '/p' }, 'invalid_url', /^url: must be an absolute http\(s\) URL/],
  ['a URL without a host', { ...pageview, url: 'https:///p' }, 'invalid_url', /^url: must be an absolute/],
  [
    'a URL with a broken host',
    { ...pageview, url: 'https://a b/' },
    'invalid_url',
    /^url: must be an absolute/,
  ],
  [
    'a URL of another scheme',
    { ...pageview, url: 'file:///etc/passwd' },
    'invalid_url',
    /^url: must be an absolute/,
  ],
  ['a URL one byte too long', { ...pageview, url: url(limits.urlBytes + 1) }, 'invalid_url', /^url: .*4096/],
  [
    'a URL too long in bytes only',
    { ...pageview, url: url(2_000) + bytesOf('é', 2_098) },
    'invalid_url',
    /^url: longer than 4096 bytes of UTF-8; shorten it/,
  ],
  [
    'a referrer too long in bytes only',
    { ...pageview, referrer: bytesOf('é', 4_098) },
    'invalid_event',
    /^referrer: longer than 4096 bytes/,
  ],
  [
    'a title one byte too long',
    { ...pageview, title: bytesOf('é', 1_026) },
    'invalid_event',
    /^title: longer than 1024 bytes/,
  ],
  [
    'a title of one letter under 5,000 accents',
    { ...pageview, title: `e${'\u0301'.repeat(5_000)}` },
    'invalid_event',
    /^title: /,
  ],
  [
    'a route too long',
    { ...pageview, route: bytesOf('😀', 1_028) },
    'invalid_event',
    /^route: longer than 1024 bytes/,
  ],
  [
    'a page id too long in bytes only',
    { ...pageview, page: bytesOf('é', 258) },
    'invalid_event',
    /^page: longer than 256 bytes/,
  ],
  ['an empty page id', { ...pageview, page: '' }, 'invalid_event', /^page: /],
  ['seq 0', { ...pageview, seq: 0 }, 'invalid_event', /^seq: must be >= 1/],
  ['half a seq', { ...pageview, seq: 1.5 }, 'invalid_event', /^seq: must be a whole number/],
  ['a seq over 32 bits', { ...pageview, seq: 4_294_967_296 }, 'invalid_event', /^seq: must be <= 4294967295/],
  ['no name', pageviewAs('event'), 'invalid_event', /^name: is missing/],
  ['an empty name', { ...custom, name: '' }, 'invalid_event', /^name: must not have fewer than 1/],
  [
    'a name one byte too long',
    { ...custom, name: bytesOf('é', 130) },
    'invalid_event',
    /^name: longer than 128 bytes/,
  ],
  [
    'revenue without currency',
    { ...custom, revenue: { amount: 1 } },
    'invalid_event',
    /^revenue\.currency: is missing/,
  ],
  [
    'a currency in small letters',
    { ...custom, revenue: { amount: 1, currency: 'eur' } },
    'invalid_event',
    /^revenue\.currency: must be three capital letters of ISO 4217/,
  ],
  [
    'an amount as text',
    { ...custom, revenue: { amount: '1', currency: 'EUR' } },
    'invalid_event',
    /^revenue\.amount: must be a finite number/,
  ],
  [
    'too much money',
    { ...custom, revenue: { amount: 1e12, currency: 'EUR' } },
    'invalid_event',
    /^revenue\.amount: must be <= 999999999999/,
  ],
  [
    'too large a refund',
    { ...custom, revenue: { amount: -1e12, currency: 'EUR' } },
    'invalid_event',
    /^revenue\.amount: must be >= -999999999999/,
  ],
  ['no engagedMs', { ...engagement, engagedMs: undefined }, 'invalid_event', /^engagedMs: /],
  ['time engaged below 0', { ...engagement, engagedMs: -1 }, 'invalid_event', /^engagedMs: must be >= 0/],
  [
    'over a day engaged',
    { ...engagement, engagedMs: 86_400_001 },
    'invalid_event',
    /^engagedMs: must be <= 86400000/,
  ],
  [
    'over 100 % scrolled',
    { ...engagement, scrollDepth: 100.1 },
    'invalid_event',
    /^scrollDepth: must be <= 100/,
  ],
  ['props that are an array', { ...pageview, props: ['a'] }, 'invalid_props', /^props: must be an object/],
  ['51 props', { ...pageview, props: props(51) }, 'invalid_props', /^props: must not have more than 50/],
  [
    'an object inside',
    { ...pageview, props: { a: {} } },
    'invalid_props',
    /^props\.a: must be a string or a finite number or a boolean/,
  ],
  [
    'an object under a key of two lines',
    { ...pageview, props: { 'a\nb': {} } },
    'invalid_props',
    /^props\.a\nb: must be a string or/,
  ],
  ['an array inside', { ...pageview, props: { a: [] } }, 'invalid_props', /^props\.a: must be a string or/],
  ['null inside', { ...pageview, props: { a: null } }, 'invalid_props', /^props\.a: must be a string or/],
  [
    'Infinity inside',
    { ...pageview, props: JSON.parse('{"a":1e999}') },
    'invalid_props',
    /^props\.a: must be a string or a finite number/,
  ],
  [
    'a value one byte too long',
    { ...pageview, props: { a: bytesOf('é', 1_026) } },
    'invalid_props',
    /^props\.a: longer than 1024 bytes/,
  ],
  [
    'a value of too many characters',
    { ...pageview, props: { a: 'x'.repeat(1_025) } },
    'invalid_props',
    /^props\.a: must not have more than 1024/,
  ],
  [
    'a key one byte too long',
    { ...pageview, props: { [bytesOf('é', 66)]: 1 } },
    'invalid_props',
    /the key is longer than 64 bytes/,
  ],
  ['an empty key', { ...pageview, props: { '': 1 } }, 'invalid_props', /the key is empty; give it a name/],
  [
    'the key __proto__',
    { ...pageview, props: JSON.parse('{"__proto__":1}') },
    'invalid_props',
    /^props\.__proto__: not allowed as a key/,
  ],
  [
    'an object under __proto__',
    { ...pageview, props: JSON.parse('{"__proto__":{"a":1}}') },
    'invalid_props',
    /^props\.__proto__: /,
  ],
  [
    'a key with a slash',
    { ...pageview, props: { 'a/b~c': {} } },
    'invalid_props',
    /^props\.a\/b~c: must be a string/,
  ],
];

function pageviewAs(type: string): object {
  return { ...pageview, type };
}

describe('an invalid event', () => {
  it.each(invalid)('%s', (_title, event, code, message) => {
    const found = findInvalid(event);
    expect(found?.code).toBe(code);
    expect(found?.message).toMatch(message);
  });

  it('lends nothing to Object.prototype', () => {
    findInvalid(JSON.parse('{"__proto__":{"polluted":1},"props":{"__proto__":{"polluted":1}}}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
