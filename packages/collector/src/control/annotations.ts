import type { Annotation, NewAnnotation } from '@passerby/wire';
import type { ControlDatabase } from './database.ts';

export interface Annotations {
  /** Throws a plain `Error` with the fix where the link is none. */
  add(siteId: number, annotation: Omit<NewAnnotation, 'site_id'>): Promise<Annotation>;
  /** Those of a range (ms, the end exclusive), in their order; the newest where there are too many. */
  list(siteId: number, range: { from: number; to: number }): Promise<Annotation[]>;
  /** Answers whether the site had such an annotation. */
  remove(siteId: number, id: number): Promise<boolean>;
}

/** Kept for a site; with one more the oldest goes, so that no deployment fails for it. */
const mostKept = 10_000;
/** Listed at a time. */
const mostListed = 1_000;

/** What happened around a site, in the control database. */
export function createAnnotations(db: ControlDatabase): Annotations {
  return {
    async add(siteId, { time = Date.now(), text, link }) {
      if (link !== undefined && !/^https?:$/.test(URL.parse(link)?.protocol ?? '')) {
        throw new Error(
          'link: not an address of the web; give one such as https://git.example/commit/1a2b3c',
        );
      }
      const row = await db
        .insertInto('annotations')
        .values({ site_id: siteId, time, text, link: link ?? null })
        .returningAll()
        .executeTakeFirstOrThrow();
      await db
        .deleteFrom('annotations')
        .where('id', 'in', (ids) =>
          ids
            .selectFrom('annotations')
            .select('id')
            .where('site_id', '=', siteId)
            .orderBy('time', 'desc')
            .orderBy('id', 'desc')
            .limit(-1) // SQLite has no OFFSET without one
            .offset(mostKept),
        )
        .execute();
      return toAnnotation(row);
    },

    async list(siteId, { from, to }) {
      const rows = await db
        .selectFrom('annotations')
        .selectAll()
        .where('site_id', '=', siteId)
        .where('time', '>=', from)
        .where('time', '<', to)
        .orderBy('time', 'desc')
        .orderBy('id', 'desc')
        .limit(mostListed)
        .execute();
      return rows.toReversed().map(toAnnotation);
    },

    async remove(siteId, id) {
      const { numDeletedRows } = await db
        .deleteFrom('annotations')
        .where('site_id', '=', siteId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toAnnotation(row: { id: number; time: number; text: string; link: string | null }): Annotation {
  const { id, time, text, link } = row;
  return { id, time, text, ...(link !== null && { link }) };
}
