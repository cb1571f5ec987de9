import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { hmac64 } from './hmac.ts';

it.each([
  ['a short text', 32, 'shop.example\u0000192.0.2.1'],
  ['no text', 32, ''],
  ['a long text of many bytes a character', 32, 'ä😀'.repeat(5_000)],
  ['a short key', 1, 'a'],
  ['a key of a whole block', 64, 'a'],
])('is the begin of what OpenSSL makes of %s', (_title, keyBytes, text) => {
  const bytes = randomBytes(keyBytes);
  const key = createSecretKey(bytes);
  const expected = createHmac('sha256', bytes).update(text).digest().readBigUInt64BE().toString();
  expect([hmac64(key, text), hmac64(key, `${text}.`), hmac64(key, text)]).toEqual([
    expected,
    expect.not.stringMatching(`^${expected}$`),
    expected,
  ]);
});

it('takes no key over a block, which would have to be hashed first', () => {
  expect(() => hmac64(createSecretKey(randomBytes(65)), '')).toThrow('at most 64 bytes');
});
