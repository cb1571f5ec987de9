import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import pLimit from 'p-limit';
import { RequestError } from '../errors.ts';

/** The second of the equal choices of OWASP's password storage cheat sheet, in 32 MB: a small server has them. */
const cost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;
/** Passwords that wait to be checked at most; each takes about a quarter of a second. */
const mostWaiting = 20;

// One at a time, because each takes 32 MB and one of libuv's four threads, which the event log needs.
const limit = pLimit(1);

/** What is stored of a password that somebody chose: `scrypt$<salt>$<hash>` (RFC 7914), both base64. */
export async function hashPassword(text: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64')}$${(await derive(text, salt)).toString('base64')}`;
}

/** Whether it is the password of a hash. Throws `overloaded` while too many ask. */
export async function isPassword(text: string, stored: string): Promise<boolean> {
  if (limit.pendingCount >= mostWaiting) {
    throw new RequestError('overloaded', 'too many sign in at once; try again', { retryAfter: 10 });
  }
  const [, salt = '', hash = ''] = stored.split('$');
  const derived = await limit(() => derive(text, Buffer.from(salt, 'base64')));
  return timingSafeEqual(derived, Buffer.from(hash, 'base64'));
}

function derive(text: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node refuses more than 32 MB where it is not told otherwise.
    scrypt(text.normalize('NFKC'), salt, hashBytes, { ...cost, maxmem: 2 ** 26 }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
