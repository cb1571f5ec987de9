import { limits } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { RequestError, type ErrorCode } from '../errors.ts';
import { validateBatch } from './validate-batch.ts';

const batch = { site: 'shop.example', sentAt: 1_795_300_000_000, events: [{}] };
const é = (bytes: number): string => 'é'.repeat(bytes / 2);

describe('a valid batch', () => {
  it.each([
    ['the least', batch],
    ['500 events of anything', { ...batch, events: Array.from({ length: 500 }, () => null) }],
    [
      'all fields',
      {
        ...batch,
        sdk: 'sdk-core/0.1.0',
        stream: 's',
        visitor: 'v',
        user: 'u',
        context: { lang: 'de-DE', tz: 'Europe/Berlin', screen: [1440, 900] },
      },
    ],
    ['the longest tokens', { ...batch, site: é(limits.tokenBytes), stream: 'x'.repeat(limits.tokenBytes) }],
    ['fields that a later version knows', { ...batch, later: {} }],
  ])('%s', (_title, body) => {
    expect(validateBatch(body)).toBe(body);
  });
});

const invalid: [title: string, body: unknown, code: ErrorCode, message: RegExp][] = [
  ['null', null, 'invalid_batch', /^the body: must be an object/],
  ['a text', 'x', 'invalid_batch', /^the body: must be an object/],
  ['an array', [batch], 'invalid_batch', /^the body: must be an object/],
  ['no site', { sentAt: 1, events: [1] }, 'invalid_batch', /^site: is missing/],
  ['an empty site', { ...batch, site: '' }, 'invalid_batch', /^site: must not have fewer than 1/],
  ['no sentAt', { site: 'a', events: [1] }, 'invalid_batch', /^sentAt: is missing/],
  ['an infinite sentAt', { ...batch, sentAt: Infinity }, 'invalid_batch', /^sentAt: must be a finite number/],
  ['no events', { site: 'a', sentAt: 1 }, 'invalid_batch', /^events: is missing/],
  ['0 events', { ...batch, events: [] }, 'invalid_batch', /^events: must not have fewer than 1/],
  [
    '501 events',
    { ...batch, events: Array(501).fill(1) },
    'too_many_events',
    /^events: 501 in one batch; send at most 500/,
  ],
  [
    '501 events and a wrong site',
    { ...batch, site: 1, events: Array(501).fill(1) },
    'too_many_events',
    /^events: 501/,
  ],
  ['events by number', { ...batch, events: { length: 501 } }, 'invalid_batch', /^events: must be an array/],
  ['a screen of one side', { ...batch, context: { screen: [1] } }, 'invalid_batch', /^context\.screen: /],
  [
    'a negative screen',
    { ...batch, context: { screen: [-1, 1] } },
    'invalid_batch',
    /^context\.screen\.0: must be >= 0/,
  ],
  ...['site', 'sdk', 'stream', 'visitor', 'user'].map((field): (typeof invalid)[number] => [
    `a ${field} too long in bytes only`,
    { ...batch, [field]: é(258) },
    'invalid_batch',
    new RegExp(`^${field}: longer than 256 bytes of UTF-8; shorten it`),
  ]),
  [
    'a language too long in bytes only',
    { ...batch, context: { lang: é(258) } },
    'invalid_batch',
    /^context\.lang: longer than 256/,
  ],
  ['a time zone too long', { ...batch, context: { tz: 'x'.repeat(257) } }, 'invalid_batch', /^context\.tz: /],
];

describe('an invalid batch', () => {
  it.each(invalid)('%s', (_title, body, code, message) => {
    const check = (): unknown => validateBatch(body);
    expect(check).toThrow(RequestError);
    expect(check).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
