import { RequestError, StartupError } from '../errors.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import type { ControlDatabase } from './database.ts';
import { ofSites, readSiteDeletions, removeSite, type SiteDeletion } from './site-deletions.ts';

/** A site as this collector's database has it. */
interface NumberedSite {
  id: number;
  key: string;
  /** 1 once its number is that of all collectors, or was in use before there was such a thing: it stays. */
  is_agreed: number;
}

/** Answers the number of a site that all collectors know it by, and makes it the site's own. */
export type AgreeOnNumber = (site: NumberedSite) => Promise<number>;

export interface SiteNumbers {
  agree: AgreeOnNumber;
  /** Throws a `StartupError` where a site has events under a number that ClickHouse gave to another. */
  checkAll: () => Promise<void>;
  /** Tells all collectors that the site of a number was deleted. Again, it changes nothing. */
  retire: (site: Pick<SiteDeletion, 'siteId' | 'key'>) => Promise<void>;
  /** Removes the sites here that other collectors have deleted. */
  removeDeleted: () => Promise<void>;
}

/** One to ask for a number, one to see that it was got; more where others ask at the same time. */
const mostAttempts = 20;

/**
 * Numbers sites for several collectors in front of one ClickHouse. Each has a control database of its own, which numbers
 * sites in the order in which they were added there; were that the number in ClickHouse, one collector would show
 * another's pages under the wrong name. So a site has no events before ClickHouse knows its number: the one under which
 * another collector knows it, else the one it has here where that is free, else a new one.
 */
export function createSiteNumbers(
  db: ControlDatabase,
  { select, insert }: Pick<ClickHouse, 'select' | 'insert'>,
): SiteNumbers {
  const underWay = new Map<string, Promise<number>>();

  /**
   * Each number has one site, the first that asked for it, and each site one number, the first that it got and that was
   * not deleted with it. Of `site`: its number there and whose the one is that it has here.
   */
  async function read(
    site?: NumberedSite,
  ): Promise<{ idOf: Map<string, number>; keyOf: Map<number, string>; deleted: Set<number> }> {
    const rows = await select<[id: number, key: string, isDeleted: boolean]>({
      query: `
        SELECT site_id, argMin(key, (at, key)), max(is_deleted) FROM site_numbers
        ${site ? 'WHERE site_id = {id:UInt32} OR site_id IN (SELECT site_id FROM site_numbers WHERE key = {key:String})' : ''}
        GROUP BY site_id ORDER BY min(at) DESC, site_id DESC`,
      ...(site && { query_params: { id: site.id, key: site.key } }),
    });
    const deleted = new Set(rows.filter(([, , isDeleted]) => isDeleted).map(([id]) => id));
    // Deleted here a moment ago, of which ClickHouse is yet to be told.
    const leaving = new Set(
      (await readSiteDeletions(db)).filter(({ isAgreed }) => isAgreed).map(({ siteId }) => siteId),
    );
    const live = rows.filter(([id]) => !deleted.has(id) && !leaving.has(id));
    return {
      idOf: new Map(live.map(([id, key]) => [key, id])),
      keyOf: new Map(rows.map(([id, key]) => [id, key])),
      deleted,
    };
  }

  async function findFree(): Promise<number> {
    const [[last] = [0]] = await select<[number]>({ query: 'SELECT max(site_id) FROM site_numbers' });
    return Math.max(await findLast(db), last) + 1;
  }

  const ask = (sites: { key: string; id: number }[]): Promise<unknown> =>
    insert(
      'site_numbers (key, site_id)',
      sites.map(({ key, id }) => JSON.stringify([key, id])),
      { async_insert: 0 },
    );

  async function agreeOn(site: NumberedSite): Promise<number> {
    const { id, key, is_agreed } = site;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const { idOf, keyOf, deleted } = await read(site);
      // Another collector deleted it; `removeDeleted` follows.
      if (is_agreed === 1 && deleted.has(id) && keyOf.get(id) === key) return id;
      const agreed = idOf.get(key);
      if (is_agreed === 1 && (agreed ?? id) !== id) throw conflict(key, id, `number ${agreed} to that site`);
      if (agreed !== undefined) {
        if (agreed !== id) await renumber(db, id, agreed);
        const { numUpdatedRows } = await db
          .updateTable('sites')
          .set({ is_agreed: 1 })
          .where('id', '=', agreed)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new Error(`${key} was deleted at the same moment`);
        return agreed;
      }
      const other = keyOf.get(id);
      if (is_agreed === 1 && other !== undefined) throw conflict(key, id, `that number to ${other}`);
      await ask([{ key, id: other === undefined ? id : await findFree() }]);
    }
    throw new Error(`${key} gets no number: what is written to site_numbers does not show`);
  }

  const agree: AgreeOnNumber = (site) => {
    const known = underWay.get(site.key);
    if (known) return known;
    const agreeing = agreeOn(site).finally(() => underWay.delete(site.key));
    underWay.set(site.key, agreeing);
    return agreeing;
  };

  return {
    agree: async (site) => {
      try {
        return await agree(site);
      } catch (cause) {
        if (cause instanceof StartupError) throw cause;
        const message = `${site.key} is new here, and ClickHouse, which numbers the sites of all collectors, does not answer; ask again later`;
        throw new RequestError('clickhouse_unavailable', message, { retryAfter: 5, cause });
      }
    },
    async checkAll() {
      const sites = await db.selectFrom('sites').select(['id', 'key', 'is_agreed']).orderBy('id').execute();
      let known = await read();
      // All at once, as there may be a million.
      const untold = sites.filter(
        ({ id, key, is_agreed }) => is_agreed === 1 && !known.idOf.has(key) && !known.keyOf.has(id),
      );
      if (untold.length > 0) {
        await ask(untold);
        known = await read();
      }
      const unsettled = sites.filter(
        ({ id, key, is_agreed }) => is_agreed === 0 || known.idOf.get(key) !== id,
      );
      // Those whose number stays go first.
      for (const site of unsettled.toSorted((one, other) => other.is_agreed - one.is_agreed)) {
        const now = await db
          .selectFrom('sites')
          .select(['id', 'key', 'is_agreed'])
          .where('key', '=', site.key)
          .executeTakeFirst();
        if (now) await agree(now);
      }
    },
    async retire({ siteId, key }) {
      const [[told] = [0]] = await select<[number]>({
        query: 'SELECT count() FROM site_numbers WHERE site_id = {id:UInt32} AND is_deleted',
        query_params: { id: siteId },
      });
      if (told > 0) return;
      const line = JSON.stringify([key, siteId, true]);
      await insert('site_numbers (key, site_id, is_deleted)', [line], { async_insert: 0 });
    },
    async removeDeleted() {
      const deleted = await select<[id: number, key: string]>({
        query:
          'SELECT site_id, argMin(key, (at, key)) FROM site_numbers GROUP BY site_id HAVING max(is_deleted)',
      });
      const own = await db.selectFrom('sites').select(['id', 'key']).where('is_agreed', '=', 1).execute();
      const keyOf = new Map(own.map(({ id, key }) => [id, key]));
      for (const [id, key] of deleted) if (keyOf.get(id) === key) await removeSite(db, key);
    },
  };
}

const conflict = (key: string, id: number, what: string): StartupError =>
  new StartupError(
    `PASSERBY_DATA_DIR: ${key} has number ${id} here, and another collector in front of this ClickHouse gave ${what}; start with a copy of that collector's control.sqlite, or give a database of its own in CLICKHOUSE_URL (docs/operations.md, "Several collectors")`,
  );

/** The highest number of a site here. */
async function findLast(db: Pick<ControlDatabase, 'selectFrom'>): Promise<number> {
  const row = await db
    .selectFrom('sites')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Gives a site that has no events yet another number, with all that belongs to it. */
async function renumber(db: ControlDatabase, from: number, to: number): Promise<void> {
  await db.transaction().execute(async (change) => {
    const move = async (before: number, after: number): Promise<void> => {
      await change.updateTable('sites').set({ id: after }).where('id', '=', before).execute();
      for (const table of ofSites) {
        await change.updateTable(table).set({ site_id: after }).where('site_id', '=', before).execute();
      }
    };
    const last = await findLast(change);
    // Whoever has the number here has not agreed on it: it makes room.
    await move(to, Math.max(last, to) + 1);
    await move(from, to);
  });
}
