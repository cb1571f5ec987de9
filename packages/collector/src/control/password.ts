import type { ControlDatabase } from './database.ts';
import { hashPassword, isPassword } from './hash-password.ts';

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

/** One password in the control database. */
export function createPassword(db: ControlDatabase): Password {
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
      const hash = await hashPassword(text);
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
      const hash = await stored();
      return hash !== undefined && isPassword(text, hash);
    },
  };
}
