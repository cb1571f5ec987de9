import { createSecretKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Salts } from '../control/salts.ts';
import { createVisitorHasher, toNetwork } from './visitor.ts';

const dayMs = 86_400_000;
const today = 20_778;
const salt = (seed: number): KeyObject => createSecretKey(Buffer.alloc(32, seed));
const salts = (...days: number[]): Salts => ({
  today,
  byDay: new Map(days.map((day) => [day, salt(day % 256)])),
});
const noon = (day: number): number => day * dayMs + dayMs / 2;
const sender = { site: 'shop.example', ip: '192.0.2.1', userAgent: 'Firefox' };

describe('the hash of a visitor', () => {
  const hash = createVisitorHasher(salts(today, today - 1), sender);

  it('is 64 bits as a decimal string, the same for all moments of a UTC day', () => {
    const { visitor } = hash(noon(today));
    expect(visitor).toMatch(/^\d{1,20}$/);
    expect(BigInt(visitor)).toBeLessThan(2n ** 64n);
    expect(hash(today * dayMs).visitor).toBe(visitor);
    expect(hash((today + 1) * dayMs - 1).visitor).toBe(visitor);
  });

  it('changes at midnight UTC, and the one before is known as previous (plausible#5065)', () => {
    const yesterday = hash(today * dayMs - 1);
    const now = hash(today * dayMs);
    expect(now.visitor).not.toBe(yesterday.visitor);
    expect(now.previous).toBe(yesterday.visitor);
    expect(yesterday.previous).toBeUndefined();
  });

  it('is one of the day as well where its salt is gone, and its visit goes on over both midnights', () => {
    const [late, later, yesterday] = [hash(noon(today - 3)), hash(noon(today - 2)), hash(noon(today - 1))];
    expect(new Set([late, later, yesterday, hash(noon(today))].map(({ visitor }) => visitor)).size).toBe(4);
    expect(hash(noon(today - 3) + 1)).toEqual(late);
    expect(later.previous).toBe(late.visitor);
    expect(late.next).toBe(later.visitor);
    expect(later.next).toBe(yesterday.visitor);
    const firstDay = createVisitorHasher(salts(today), sender);
    expect(firstDay(noon(today - 1)).next).toBe(firstDay(noon(today)).visitor);
    expect(firstDay(noon(today)).previous).toBeUndefined();
  });

  it('is that of today for a clock ahead of ours', () => {
    expect(hash(noon(today + 1))).toEqual(hash(noon(today)));
  });

  it('is made by HMAC-SHA-256, of which the first 64 bits are kept', () => {
    // python3: hmac.new(b'*' * 32, b'shop.example\0' b'192.0.2.1\0' b'Firefox', 'sha256').hexdigest()[:16]
    const fixed = createVisitorHasher({ today, byDay: new Map([[today, salt(0x2a)]]) }, sender);
    expect(BigInt(fixed(noon(today)).visitor).toString(16)).toBe('a9b4c1ef2f8d7822');
  });

  const differing: [what: string, other: Partial<typeof sender>][] = [
    ['site', { site: 'other.example' }],
    ['address', { ip: '192.0.2.2' }],
    ['user agent', { userAgent: 'Chrome' }],
    ['boundary between the fields', { ip: '192.0.2.1\0Fire', userAgent: 'fox' }],
  ];
  it.each(differing)('differs by %s', (_what, other) => {
    const others = createVisitorHasher(salts(today), { ...sender, ...other });
    expect(others(noon(today)).visitor).not.toBe(hash(noon(today)).visitor);
  });

  it('cannot be made without the salt of today', () => {
    expect(() => createVisitorHasher(salts(), sender)(noon(today))).toThrow(/salt of today/);
  });
});

describe('the network of an address', () => {
  it.each([
    ['IPv4 is itself', '192.0.2.1', '192.0.2.1', true],
    ['the neighbour in IPv4 is another', '192.0.2.1', '192.0.2.2', false],
    [
      'the hosts of an IPv6 /64 are one (umami#3627: not cut at the first colon)',
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      true,
    ],
    ['the next /64 is another', '2001:db8:1:2::1', '2001:db8:1:3::1', false],
    [
      'addresses that share their first group only are not one (umami#3627)',
      '2001:db8::1',
      '2001:db9::1',
      false,
    ],
    ['one address written in two ways is one', '2001:db8:0:0:1::', '2001:0DB8::0001:0:0:0', true],
    ['what is no address is itself', 'unknown', 'unknown', true],
    ['what is no address is no other', 'unknown', 'hidden', false],
  ])('%s', (_title, one, other, same) => {
    expect(toNetwork(one) === toNetwork(other)).toBe(same);
  });
});
