import type { NewPlan, PlanDocument, PlanMode, PlanReply } from '@passerby/wire';
import type { ControlDatabase } from './database.ts';

/** The plan that the events of a site are held to. */
export interface SitePlan {
  mode: Exclude<PlanMode, 'off'>;
  /** JSON of `PlanDocument`, the newest first; an event is judged by the one that it was tracked by, where that is there. */
  versions: { version: number; document: string }[];
}

export interface Plans {
  read(siteId: number): Promise<PlanReply>;
  /** Sets the mode and, if one is given, adds a version. Throws `PlanTaken` where it, or a later one, is there. */
  set(siteId: number, plan: NewPlan): Promise<PlanReply>;
}

/** A version that is there stays as it is: events carry its number. */
export class PlanTaken extends Error {
  override readonly name = 'PlanTaken';
}

/** Versions that events are judged by: who still sends by an older one is judged by the newest. */
const mostVersions = 20;

export function createPlans(db: ControlDatabase): Plans {
  const read: Plans['read'] = async (siteId) => {
    const site = await db.selectFrom('sites').select('plan_mode').where('id', '=', siteId).executeTakeFirst();
    const versions = await readVersions(db, siteId);
    return {
      mode: site?.plan_mode ?? 'off',
      versions: versions.map(({ document }) => JSON.parse(document) as PlanDocument),
    };
  };
  return {
    read,
    async set(siteId, { mode, plan }) {
      if (plan) {
        const [latest] = await readVersions(db, siteId);
        const document = JSON.stringify(plan);
        if (!latest || plan.version > latest.version) {
          const row = { site_id: siteId, version: plan.version, document, created_at: Date.now() };
          await db.insertInto('plans').values(row).execute();
        } else if (document !== latest.document) {
          throw new PlanTaken(
            `version ${latest.version} is there, with other words; raise the plan's version to ${latest.version + 1}`,
          );
        }
      }
      await db.updateTable('sites').set({ plan_mode: mode }).where('id', '=', siteId).execute();
      return read(siteId);
    },
  };
}

export async function readPlan(
  db: ControlDatabase,
  siteId: number,
  mode: SitePlan['mode'],
): Promise<SitePlan> {
  return { mode, versions: await readVersions(db, siteId) };
}

function readVersions(db: ControlDatabase, siteId: number): Promise<SitePlan['versions']> {
  return db
    .selectFrom('plans')
    .select(['version', 'document'])
    .where('site_id', '=', siteId)
    .orderBy('version', 'desc')
    .limit(mostVersions)
    .execute();
}
