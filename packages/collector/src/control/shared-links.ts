import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SharedLinkSummary } from '@passerby/wire';
import type { ControlDatabase } from './database.ts';
import { hashPassword, isPassword } from './hash-password.ts';
import { hashSecret } from './hash-secret.ts';

/** A link that opens the numbers of one site to whoever has it. */
export interface SharedLink extends SharedLinkSummary {
  siteId: number;
}

export interface SharedLinks {
  /** A new link and its secret, which is told once and stored nowhere; throws a plain `Error` with the fix. */
  add(
    siteId: number,
    link: { name: string; password: string | undefined; mayEmbed: boolean },
  ): Promise<{ link: SharedLink; secret: string }>;
  /** By id. */
  list(siteId: number): Promise<SharedLink[]>;
  /** Answers whether the site had such a link. */
  remove(siteId: number, id: number): Promise<boolean>;
  /** Whether other pages may frame the page of a link; not where there is no such link. */
  mayEmbed(id: number): Promise<boolean>;
  /** The link of a secret, locked or not; unset where it is none, or none any more. */
  find(secret: string): Promise<SharedLink | undefined>;
  /**
   * The link that a request bears: its secret, or a key that `unlock` gave. `locked` where there is a password and no key
   * that fits; unset where there is no such link.
   */
  open(borne: string, now: number): Promise<SharedLink | 'locked' | undefined>;
  /** A key for a link with a password; unset where the secret or the password is wrong. Throws as `isPassword`. */
  unlock(
    secret: string,
    password: string,
    now: number,
  ): Promise<{ key: string; seconds: number } | undefined>;
}

const secretBytes = 32;
/** As a token begins, so that scanners of leaked secrets know it; then the link's id. */
const secretPattern = /^pby_share_(\d{1,15})_[\w-]{43}$/;
/** A secret, when the key ends (s since the epoch), and a MAC over both. */
const keyPattern = /^(pby_share_[\w-]+)~(\d{1,12})~([\w-]{43})$/;
const mostLinks = 100;
/** How long the password is not asked for again, s. */
const keySeconds = 12 * 60 * 60;

/** Whether a text could be a link's secret or key, valid or not. */
export const looksLikeLink = (text: string): boolean => text.startsWith('pby_share_');

/**
 * Shared links in the control database. Only the SHA-256 of a secret is stored (see `tokens.ts`), and nothing is cached, so that a
 * revoked link is refused at once. A key is a MAC under the salted hash of the password: any collector can check it, none
 * has to remember it, and it ends with the link or the password.
 */
export function createSharedLinks(db: ControlDatabase): SharedLinks {
  async function get(secret: string): Promise<{ link: SharedLink; password: string | null } | undefined> {
    const [, id] = secretPattern.exec(secret) ?? [];
    if (id === undefined) return undefined;
    const row = await db
      .selectFrom('shared_links')
      .selectAll()
      .where('id', '=', Number(id))
      .executeTakeFirst();
    if (!row || !timingSafeEqual(row.hash, hashSecret(secret))) return undefined;
    return { link: toLink(row), password: row.password };
  }

  const list = async (siteId: number): Promise<SharedLink[]> =>
    (
      await db.selectFrom('shared_links').selectAll().where('site_id', '=', siteId).orderBy('id').execute()
    ).map(toLink);

  return {
    list,

    async add(siteId, { name, password, mayEmbed }) {
      if ((await list(siteId)).length >= mostLinks) {
        throw new Error(`the site has ${mostLinks} shared links; revoke one first`);
      }
      const hashed = password === undefined ? null : await hashPassword(password);
      // The id is a part of the secret, so the row comes first.
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('shared_links')
          .values({
            site_id: siteId,
            name,
            hash: randomBytes(secretBytes),
            password: hashed,
            may_embed: mayEmbed ? 1 : 0,
            created_at: Date.now(),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const secret = `pby_share_${id}_${randomBytes(secretBytes).toString('base64url')}`;
        const row = await transaction
          .updateTable('shared_links')
          .set({ hash: hashSecret(secret) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return { link: toLink(row), secret };
      });
    },

    async remove(siteId, id) {
      const { numDeletedRows } = await db
        .deleteFrom('shared_links')
        .where('site_id', '=', siteId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async mayEmbed(id) {
      const row = await db
        .selectFrom('shared_links')
        .select('may_embed')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.may_embed === 1;
    },

    async find(secret) {
      return (await get(secret))?.link;
    },

    async open(borne, now) {
      const [, secret = borne, ends = '', mac = ''] = keyPattern.exec(borne) ?? [];
      const found = await get(secret);
      if (!found) return undefined;
      const { link, password } = found;
      if (password === null) return link;
      const isKey =
        mac !== '' && timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(password, secret, ends)));
      return isKey && Number(ends) * 1000 > now ? link : 'locked';
    },

    async unlock(secret, text, now) {
      const password = (await get(secret))?.password;
      if (!password || !(await isPassword(text, password))) return undefined;
      const ends = String(Math.ceil(now / 1000) + keySeconds);
      return { key: `${secret}~${ends}~${macOf(password, secret, ends)}`, seconds: keySeconds };
    },
  };
}

function toLink(row: {
  id: number;
  site_id: number;
  name: string;
  password: string | null;
  may_embed: number;
  created_at: number;
}): SharedLink {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    hasPassword: row.password !== null,
    mayEmbed: row.may_embed === 1,
    createdAt: row.created_at,
  };
}

const macOf = (password: string, secret: string, ends: string): string =>
  createHmac('sha256', password).update(`${secret}~${ends}`).digest('base64url');
