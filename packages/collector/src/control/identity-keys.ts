import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { ControlDatabase } from './database.ts';

/** Answers the secret under which a site's client ids and user ids are hashed. */
export type IdentityKeyOf = (siteId: number) => Promise<KeyObject>;

const keyBytes = 32;

/**
 * One random key a site, made when its first id arrives and never changed, so that an id is the same visitor on any
 * day and can be found to be erased. It is in the control database and so the same for all collectors.
 */
export function createIdentityKeys(db: ControlDatabase): IdentityKeyOf {
  const known = new Map<number, Promise<KeyObject>>();

  async function findOrMake(siteId: number): Promise<KeyObject> {
    await db
      .insertInto('identity_keys')
      .values({ site_id: siteId, key: randomBytes(keyBytes) })
      .onConflict((conflict) => conflict.column('site_id').doNothing())
      .execute();
    const row = await db
      .selectFrom('identity_keys')
      .select('key')
      .where('site_id', '=', siteId)
      .executeTakeFirstOrThrow();
    return createSecretKey(row.key);
  }

  return async (siteId) => {
    let key = known.get(siteId);
    if (!key) known.set(siteId, (key = findOrMake(siteId)));
    try {
      return await key;
    } catch (error) {
      known.delete(siteId); // the next request tries again
      throw error;
    }
  };
}
