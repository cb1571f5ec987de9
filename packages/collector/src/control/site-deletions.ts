import type { ControlDatabase } from './database.ts';

/** Tables of the control database whose rows belong to a site. */
export const ofSites = ['identity_keys', 'tokens', 'goals', 'plans', 'shared_links', 'annotations'] as const;

/** A site that was deleted here, and of which there may still be rows in ClickHouse and in the event log. */
export interface SiteDeletion {
  id: number;
  siteId: number;
  key: string;
  /** Its number was that of all collectors; see `site-numbers.ts`. */
  isAgreed: boolean;
  /** When its rows were deleted, ms; unset: not yet. */
  rowsGoneAt: number | undefined;
}

/**
 * Takes a site and all that belongs to it out of the control database, and notes that its rows are to be deleted
 * elsewhere: all of it or nothing. Unset where there is no such site.
 */
export async function removeSite(db: ControlDatabase, key: string): Promise<SiteDeletion | undefined> {
  return db.transaction().execute(async (change) => {
    const site = await change
      .deleteFrom('sites')
      .where('key', '=', key.toLowerCase())
      .returning(['id', 'key', 'is_agreed'])
      .executeTakeFirst();
    if (!site) return undefined;
    const noted = { site_id: site.id, key: site.key, is_agreed: site.is_agreed, asked_at: Date.now() };
    const row = await change
      .insertInto('site_deletions')
      .values(noted)
      .returningAll()
      .executeTakeFirstOrThrow();
    await removeBelongings(change, site.id);
    return toDeletion(row);
  });
}

/** Those that are not over, the first first. */
export async function readSiteDeletions(db: ControlDatabase): Promise<SiteDeletion[]> {
  return (await db.selectFrom('site_deletions').selectAll().orderBy('id').execute()).map(toDeletion);
}

/** Notes that the rows of the site are gone (ms). */
export async function noteRowsGone(
  db: ControlDatabase,
  { id, siteId }: SiteDeletion,
  at: number,
): Promise<void> {
  // A request that was under way may have made a key for it.
  await removeBelongings(db, siteId);
  await db.updateTable('site_deletions').set({ rows_gone_at: at }).where('id', '=', id).execute();
}

/** Forgets the deletion, because there is nothing left to do. */
export async function endSiteDeletion(db: ControlDatabase, { id }: SiteDeletion): Promise<void> {
  await db.deleteFrom('site_deletions').where('id', '=', id).execute();
}

async function removeBelongings(db: ControlDatabase, siteId: number): Promise<void> {
  const tokens = db.selectFrom('tokens').select('id').where('site_id', '=', siteId);
  await db.deleteFrom('sessions').where('token_id', 'in', tokens).execute();
  for (const table of ofSites) await db.deleteFrom(table).where('site_id', '=', siteId).execute();
}

const toDeletion = (row: {
  id: number;
  site_id: number;
  key: string;
  is_agreed: number;
  rows_gone_at: number | null;
}): SiteDeletion => ({
  id: row.id,
  siteId: row.site_id,
  key: row.key,
  isAgreed: row.is_agreed === 1,
  rowsGoneAt: row.rows_gone_at ?? undefined,
});
