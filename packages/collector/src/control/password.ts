import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import pLimit from 'p-limit';
import { RequestError } from '../errors.ts';
import type { ControlDatabase } from './database.ts';

/** The operator's password for the dashboard. */
export interface Password {
  /** Replaces the password; throws a plain `Error` with the fix where it is too short or too long. */
  set(text: string): Promise<void>;
  /** Answers whether there was one. */
  remove(): Promise<boolean>;
  /** What is stored: another text after each `set`; unset where there is no password. */
  hash(): Promise<string | undefined>;
  /** Whether it is the password. Throws `overloaded` while too many ask. */
  check(text: string): Promise<boolean>;
}

/** Characters of a password. */
const passwordLength = { least: 12, most: 256 };

/** The second of the equal choices of OWASP's password storage cheat sheet, in 32 MB: a small server has them. */
const cost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;
/** Passwords that wait to be checked at most; each takes about a quarter of a second. */
const mostWaiting = 20;

/** One password in the control database, as `scrypt$<salt>$<hash>` (RFC 7914), both base64. */
export function createPassword(db: ControlDatabase): Password {
  // One at a time, because each takes 32 MB and one of libuv's four threads, which the event log needs.
  const limit = pLimit(1);

  async function stored(): Promise<string | undefined> {
    return (await db.selectFrom('password').select('hash').executeTakeFirst())?.hash;
  }

  return {
    hash: stored,

    async set(text) {
      if (text.length < passwordLength.least || text.length > passwordLength.most) {
        throw new Error(
          `a password has ${passwordLength.least} to ${passwordLength.most} characters; this one has ${text.length}`,
        );
      }
      const salt = randomBytes(16);
      const hash = `scrypt$${salt.toString('base64')}$${(await derive(text, salt)).toString('base64')}`;
      await db
        .insertInto('password')
        .values({ id: 1, hash })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ hash }))
        .execute();
    },

    async remove() {
      return (await db.deleteFrom('password').executeTakeFirst()).numDeletedRows > 0n;
    },

    async check(text) {
      if (limit.pendingCount >= mostWaiting) {
        throw new RequestError('overloaded', 'too many sign in at once; try again', { retryAfter: 10 });
      }
      const [, salt = '', hash = ''] = (await stored())?.split('$') ?? [];
      if (hash === '') return false;
      const derived = await limit(() => derive(text, Buffer.from(salt, 'base64')));
      return timingSafeEqual(derived, Buffer.from(hash, 'base64'));
    },
  };
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
