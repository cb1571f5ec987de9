import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { botReasons } from './bot.ts';
import { hashUser, hashVisitor, toErasable } from './identity.ts';

const key = createSecretKey(Buffer.alloc(32, '*'));
const otherKey = createSecretKey(Buffer.alloc(32, '+'));

describe('the hash of an id', () => {
  it('is made by HMAC-SHA-256, of which the first 64 bits are kept', () => {
    // python3: hmac.new(b'*' * 32, b'visitor\0\0ada', 'sha256').hexdigest()[:16]
    expect(
      BigInt(hashVisitor(key, 'ada', ''))
        .toString(16)
        .padStart(16, '0'),
    ).toBe('3bd855cca8884206');
  });

  it('differs by id, kind, bot and key, so that no site knows a visitor of another', () => {
    const hashes = [
      hashVisitor(key, 'ada', ''),
      hashVisitor(key, 'ben', ''),
      hashVisitor(otherKey, 'ada', ''),
      hashVisitor(key, 'ada', 'headless'),
      hashUser({ key, user: 'ada' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('of no user is 0', () => {
    expect(hashUser({ key, user: undefined })).toBe('0');
  });

  it('can be found again for an erasure, whatever the visitor was taken for', () => {
    const { visitors, user } = toErasable(key, 'ada');
    expect(visitors).toEqual(botReasons.map((bot) => hashVisitor(key, 'ada', bot)));
    expect(user).toBe(hashUser({ key, user: 'ada' }));
  });
});
