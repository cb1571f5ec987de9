import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { everything, type Caller, type Grant } from './caller.ts';
import type { ControlDatabase } from './database.ts';
import type { Password } from './password.ts';
import type { Tokens } from './tokens.ts';

/** By what a session is opened. A provider says once who the caller is, all others can be asked again. */
export type Credential =
  { by: 'admin-token' } | { by: 'password' } | { by: 'token'; id: number } | { by: 'provider'; grant: Grant };

export interface Sessions {
  /** Opens a session; answers its secret, which is stored nowhere, and how long it lasts, s. */
  open(credential: Credential): Promise<{ secret: string; seconds: number }>;
  /** Who may do what in the session of a secret; unset where it is closed, over, or its credential was changed. */
  find(secret: string): Promise<Caller | undefined>;
  close(secret: string): Promise<void>;
}

const secretBytes = 32;
const secretPattern = /^(\d{1,15})\.[\w-]{43}$/;
const weekS = 7 * 24 * 60 * 60;
/** The provider is asked again sooner: it alone knows who has left. */
const providerSessionS = 12 * 60 * 60;

/**
 * Sessions in the control database, so that they outlive a restart and are the same for all collectors. The stored hash
 * is of the secret together with the credential that opened it: whoever changes the admin token or the password,
 * rotates or revokes the token, ends its sessions at once, and the hash tells nothing about any of them.
 */
export function createSessions(
  db: ControlDatabase,
  about: {
    tokens: Pick<Tokens, 'get'>;
    password: Pick<Password, 'hash'>;
    adminToken: string | undefined;
  },
): Sessions {
  /** What a credential is now, and whom it makes of its bearer; unset where it is gone. */
  async function resolve(credential: Credential): Promise<{ key: string; grant: Grant } | undefined> {
    if (credential.by === 'provider') return { key: '', grant: credential.grant };
    if (credential.by === 'token') {
      const token = await about.tokens.get(credential.id);
      if (!token) return undefined;
      const grant = { scope: token.scope, siteIds: token.site && [token.site.id] };
      return { key: Buffer.from(token.hash).toString('base64'), grant };
    }
    const key = credential.by === 'password' ? await about.password.hash() : about.adminToken;
    return key === undefined ? undefined : { key, grant: everything };
  }

  return {
    async open(credential) {
      const resolved = await resolve(credential);
      if (!resolved) throw new Error('the credential was changed at the same moment');
      const seconds = credential.by === 'provider' ? providerSessionS : weekS;
      const now = Date.now();
      await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
      const part = randomBytes(secretBytes).toString('base64url');
      const { id } = await db
        .insertInto('sessions')
        .values({
          hash: hashOf(part, resolved.key),
          opened_by: credential.by,
          token_id: credential.by === 'token' ? credential.id : null,
          caller: credential.by === 'provider' ? JSON.stringify(credential.grant) : null,
          expires_at: now + seconds * 1000,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { secret: `${id}.${part}`, seconds };
    },

    async find(secret) {
      if (!secretPattern.test(secret)) return undefined;
      const [id = '', part = ''] = secret.split('.');
      const row = await db
        .selectFrom('sessions')
        .selectAll()
        .where('id', '=', Number(id))
        .where('expires_at', '>', Date.now())
        .executeTakeFirst();
      const resolved = row && (await resolve(toCredential(row)));
      if (!resolved || !timingSafeEqual(row.hash, hashOf(part, resolved.key))) return undefined;
      return { ...resolved.grant, key: `session:${id}` };
    },

    async close(secret) {
      // Whoever has no session closes none: an id alone could be guessed.
      if ((await this.find(secret)) === undefined) return;
      await db
        .deleteFrom('sessions')
        .where('id', '=', Number(secret.split('.', 1)[0]))
        .execute();
    },
  };
}

function toCredential(row: {
  opened_by: Credential['by'];
  token_id: number | null;
  caller: string | null;
}): Credential {
  const { opened_by: by, token_id, caller } = row;
  if (by === 'token') return { by, id: token_id ?? 0 };
  return by === 'provider' ? { by, grant: JSON.parse(caller ?? '') as Grant } : { by };
}

const hashOf = (part: string, key: string): Buffer => createHash('sha256').update(`${part}\0${key}`).digest();
