import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ControlDatabase } from './database.ts';
import { hashSecret } from './hash-secret.ts';

/** What a token lets its bearer do: send events, read numbers, or everything. */
export type TokenScope = (typeof tokenScopes)[number];

export const tokenScopes = ['ingest', 'read', 'admin'] as const;

/** A token as it may be shown; its secret is known to its bearer only. */
export interface Token {
  id: number;
  /** For people to know it by; may be empty. */
  name: string;
  scope: TokenScope;
  /** The one site it is for; unset: all sites. */
  site: { id: number; key: string } | undefined;
  /** When its secret was made, ms since the epoch. */
  createdAt: number;
}

/** A token and its secret, which is told once and stored nowhere. */
export interface NewToken {
  token: Token;
  secret: string;
}

export interface Tokens {
  create(token: { name: string; scope: TokenScope; siteId: number | undefined }): Promise<NewToken>;
  /** By id. */
  list(): Promise<Token[]>;
  /** A new secret for a token, in the place of the old one; unset where there is no such token. */
  rotate(id: number): Promise<NewToken | undefined>;
  /** Answers whether there was such a token. */
  revoke(id: number): Promise<boolean>;
  /** The token of a secret; unset where it is none, or none any more. */
  find(secret: string): Promise<Token | undefined>;
  /** A token and the hash of its secret of now. */
  get(id: number): Promise<(Token & { hash: Uint8Array }) | undefined>;
}

const secretBytes = 32;
/** What a secret begins with, so that people and scanners of leaked secrets know it by sight; then the token's id. */
const secretPattern = /^pby_(\d{1,15})_[\w-]{43}$/;

/** Whether a text could be one of our secrets, valid or not. */
export const looksLikeSecret = (text: string): boolean => text.startsWith('pby_');

/**
 * Tokens in the control database. Only the SHA-256 of a secret is stored: a slow hash makes guessing dear, and nobody
 * guesses 256 random bits. There is no cache, so that a revoked token is refused at once by all collectors.
 */
export function createTokens(db: ControlDatabase): Tokens {
  const tokens = db
    .selectFrom('tokens')
    .leftJoin('sites', 'sites.id', 'tokens.site_id')
    .select([
      'tokens.id',
      'tokens.name',
      'tokens.scope',
      'tokens.site_id',
      'tokens.hash',
      'tokens.created_at',
      'sites.key',
    ]);

  async function get(id: number): Promise<(Token & { hash: Uint8Array }) | undefined> {
    const row = await tokens.where('tokens.id', '=', id).executeTakeFirst();
    return row && { ...toToken(row), hash: row.hash };
  }

  /** The id is a part of the secret, so the row comes first and the secret second, in one transaction. */
  async function setSecret(id: number, on: ControlDatabase = db): Promise<string> {
    const secret = `pby_${id}_${randomBytes(secretBytes).toString('base64url')}`;
    await on
      .updateTable('tokens')
      .set({ hash: hashSecret(secret), created_at: Date.now() })
      .where('id', '=', id)
      .execute();
    return secret;
  }

  async function withToken(id: number, secret: string): Promise<NewToken> {
    const found = await get(id);
    if (!found) throw new Error(`the token ${id} was revoked at the same moment`);
    const { hash: _hash, ...token } = found;
    return { token, secret };
  }

  return {
    get,

    async create({ name, scope, siteId }) {
      const { id, secret } = await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .insertInto('tokens')
          .values({ name, scope, site_id: siteId ?? null, hash: randomBytes(secretBytes), created_at: 0 })
          .returning('id')
          .executeTakeFirstOrThrow();
        return { id: row.id, secret: await setSecret(row.id, transaction) };
      });
      return withToken(id, secret);
    },

    async list() {
      return (await tokens.orderBy('tokens.id').execute()).map(toToken);
    },

    async rotate(id) {
      return (await get(id)) && withToken(id, await setSecret(id));
    },

    async revoke(id) {
      const { numDeletedRows } = await db.deleteFrom('tokens').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async find(secret) {
      const [, id] = secretPattern.exec(secret) ?? [];
      const found = id === undefined ? undefined : await get(Number(id));
      if (!found) return undefined;
      const { hash, ...token } = found;
      return timingSafeEqual(hash, hashSecret(secret)) ? token : undefined;
    },
  };
}

function toToken(row: {
  id: number;
  name: string;
  scope: TokenScope;
  site_id: number | null;
  key: string | null;
  created_at: number;
}): Token {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    site: row.site_id === null ? undefined : { id: row.site_id, key: row.key ?? '' },
    createdAt: row.created_at,
  };
}
