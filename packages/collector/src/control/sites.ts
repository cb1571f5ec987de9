import QuickLRU from 'quick-lru';
import type { ControlDatabase } from './database.ts';
import { changeLimits, type LimitChanges, type SiteLimits } from './site-limits.ts';
import { readPlan, type SitePlan } from './plans.ts';
import {
  endSiteDeletion,
  noteRowsGone,
  readSiteDeletions,
  removeSite,
  type SiteDeletion,
} from './site-deletions.ts';
import type { AgreeOnNumber } from './site-numbers.ts';
import { noRules, toSiteRules, type SiteRules } from './site-rules.ts';

export interface Site {
  id: number;
  /** Public key and domain, lower case. */
  key: string;
  /** Origins that may send besides the domain and its subdomains. */
  origins: string[];
  /** IANA time zone in which the site's days begin. */
  timezone: string;
  /** Which of its events count, and how its pages are told apart. */
  rules: SiteRules;
  limits: SiteLimits;
  /** The tracking plan that its events are held to; unset: none. */
  plan?: SitePlan;
  /** Some of its events stand for more than themselves; see `Batch.sampleRate`. */
  isSampled: boolean;
  /** ms since the epoch. */
  createdAt: number;
}

export interface Sites {
  /** Throws `SiteExists`, or a plain `Error` with the fix when the domain, an origin or the time zone is not one. */
  add(site: { domain: string; origins?: string[]; timezone?: string }): Promise<Site>;
  /** Lets a further origin send; throws a plain `Error` when there is no such site, or it is no origin. */
  allowOrigin(key: string, origin: string): Promise<void>;
  /** Takes back what `allowOrigin` let; throws as it does, and when the origin is none of the site's. */
  disallowOrigin(key: string, origin: string): Promise<void>;
  /** Replaces the rules that are given; throws a plain `Error` with the fix when one is none, or there is no such site. */
  setRules(key: string, rules: Partial<SiteRules>): Promise<Site>;
  /** Changes what is given, all of it or nothing; throws as `setRules` does. */
  change(key: string, changes: SiteChanges): Promise<Site>;
  /** Notes that events of the site stand for more than themselves, so that queries look at their rates. */
  markSampled(site: Site): Promise<void>;
  /**
   * Deletes a site with all that belongs to it here, and takes nothing of it from now on; its rows elsewhere go in the
   * background (`ops/delete-sites.ts`). Throws a plain `Error` when there is no such site.
   */
  remove(key: string): Promise<void>;
  /** Whether a site was deleted since it was found: asked last before something of it is stored. */
  isDeleted(site: Pick<Site, 'id'>): boolean;
  /** Deletions that are not over, by whichever process; nothing of these sites is taken from now on. */
  deletions(): Promise<SiteDeletion[]>;
  noteRowsGone(deletion: SiteDeletion, at: number): Promise<void>;
  endDeletion(deletion: SiteDeletion): Promise<void>;
  find(key: string): Promise<Site | undefined>;
  list(): Promise<Site[]>;
}

interface SiteChanges {
  timezone?: string;
  /** All of them, in the place of those of before. */
  origins?: string[];
  limits?: LimitChanges;
}

/** The site to be added is there. */
export class SiteExists extends Error {
  override readonly name = 'SiteExists';
}

/** How long a running collector may not notice what another process changed, ms. */
const cacheMs = 1_000;
const cachedSites = 10_000;
const domainPattern = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** `agree` is given where several collectors may share a ClickHouse: sites have its numbers then. */
export function createSites(db: ControlDatabase, agree?: AgreeOnNumber): Sites {
  const cache = new QuickLRU<string, { site: Site | undefined }>({ maxSize: cachedSites, maxAge: cacheMs });
  /** Numbers of sites that were deleted, which no other site ever gets. */
  const deleted = new Set<number>();

  /** Answers whether something of it may be stored somewhere. */
  async function letGo(deletion: SiteDeletion): Promise<boolean> {
    cache.delete(deletion.key);
    if (agree && !deletion.isAgreed) {
      // It never had a number in ClickHouse, and the one that it had here may be that of another site there.
      await endSiteDeletion(db, deletion);
      return false;
    }
    deleted.add(deletion.siteId);
    return true;
  }

  async function get(key: string): Promise<Site> {
    const row = await db
      .selectFrom('sites')
      .selectAll()
      .where('key', '=', key.toLowerCase())
      .executeTakeFirst();
    if (!row) throw new Error(`there is no site ${key}; add it by "passerby site add ${key}"`);
    return toSite(row);
  }

  async function change(key: string, changes: SiteChanges): Promise<Site> {
    const site = await get(key);
    const changed: Site = {
      ...site,
      ...(changes.timezone !== undefined && { timezone: toTimeZone(changes.timezone) }),
      ...(changes.origins && { origins: toOrigins(changes.origins) }),
      ...(changes.limits && { limits: changeLimits(site.limits, changes.limits) }),
    };
    const { timezone, origins, limits } = changed;
    await db
      .updateTable('sites')
      .set({ timezone, origins: JSON.stringify(origins), limits: JSON.stringify(limits) })
      .where('id', '=', site.id)
      .execute();
    cache.delete(site.key);
    return changed;
  }

  return {
    async add({ domain, origins = [], timezone = 'UTC' }) {
      const key = domain.toLowerCase();
      if (!domainPattern.test(key)) {
        throw new Error(`"${domain}" is not a domain; give a host name alone, such as shop.example`);
      }
      const row = await db
        .insertInto('sites')
        .values({
          key,
          origins: JSON.stringify(toOrigins(origins)),
          timezone: toTimeZone(timezone),
          created_at: Date.now(),
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) throw new SiteExists(`the site ${key} exists already`);
      cache.delete(key);
      return toSite(row);
    },

    async allowOrigin(key, origin) {
      const { origins } = await get(key);
      await change(key, { origins: [...origins, origin] });
    },

    async disallowOrigin(key, origin) {
      const site = await get(key);
      const gone = toOrigin(origin);
      const origins = site.origins.filter((each) => each !== gone);
      if (origins.length === site.origins.length) {
        const known = site.origins.length > 0 ? `; there is ${site.origins.join(', ')}` : '; there is none';
        throw new Error(`origins: ${gone} is no further origin of ${site.key}${known}`);
      }
      await change(key, { origins });
    },

    async setRules(key, changes) {
      const site = await get(key);
      const rules = toSiteRules({ ...site.rules, ...changes });
      await db
        .updateTable('sites')
        .set({ rules: JSON.stringify(rules) })
        .where('id', '=', site.id)
        .execute();
      cache.delete(site.key);
      return { ...site, rules };
    },

    change,

    async markSampled(site) {
      await db.updateTable('sites').set({ is_sampled: 1 }).where('id', '=', site.id).execute();
      cache.delete(site.key);
    },

    async remove(key) {
      const deletion = await removeSite(db, key);
      if (!deletion) throw new Error(`there is no site ${key}; "passerby site list" lists them`);
      await letGo(deletion);
    },

    isDeleted: ({ id }) => deleted.has(id),

    async deletions() {
      const left: SiteDeletion[] = [];
      for (const deletion of await readSiteDeletions(db)) if (await letGo(deletion)) left.push(deletion);
      return left;
    },

    noteRowsGone: (deletion, at) => noteRowsGone(db, deletion, at),
    endDeletion: (deletion) => endSiteDeletion(db, deletion),

    async find(key) {
      const cached = cache.get(key);
      if (cached && !(cached.site && deleted.has(cached.site.id))) return cached.site;
      const row = await db.selectFrom('sites').selectAll().where('key', '=', key).executeTakeFirst();
      if (row && agree && row.is_agreed === 0) row.id = await agree(row);
      const site = row && toSite(row);
      if (site && row.plan_mode !== 'off') site.plan = await readPlan(db, site.id, row.plan_mode);
      cache.set(key, { site });
      return site;
    },

    async list() {
      const rows = await db.selectFrom('sites').selectAll().orderBy('key').execute();
      if (!agree) return rows.map(toSite);
      const agreed = await Promise.all(
        rows.map(async (row) => {
          if (row.is_agreed === 1) return row;
          try {
            return { ...row, id: await agree(row) };
          } catch {
            return undefined; // has no events yet, and others may have some under the number that it has here
          }
        }),
      );
      return agreed.filter((row) => row !== undefined).map(toSite);
    },
  };
}

function toSite(row: {
  id: number;
  key: string;
  origins: string;
  timezone: string;
  rules: string;
  limits: string;
  is_sampled: number;
  created_at: number;
}): Site {
  return {
    id: row.id,
    key: row.key,
    origins: JSON.parse(row.origins) as string[],
    timezone: row.timezone,
    rules: { ...noRules, ...(JSON.parse(row.rules) as Partial<SiteRules>) },
    limits: JSON.parse(row.limits) as SiteLimits,
    isSampled: row.is_sampled === 1,
    createdAt: row.created_at,
  };
}

/** Each once. */
const toOrigins = (texts: string[]): string[] => [...new Set(texts.map(toOrigin))];

function toOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === 'null')
    throw new Error(`origins: "${text}" is not an origin; give one such as https://shop.example:8443`);
  return origin;
}

/** The name as ClickHouse knows it, which tells upper and lower case apart. */
function toTimeZone(name: string): string {
  const known = resolveTimeZone(name);
  // The offsets that Intl takes, such as +05:30, are no names.
  if (known === undefined || /^[+-]/.test(name)) {
    throw new Error(`timezone: "${name}" is not a time zone; give an IANA name, such as Europe/Berlin`);
  }
  // Another spelling of another name for it (asia/kolkata) becomes the one that Intl prefers.
  return [known.toLowerCase(), name].includes(name.toLowerCase()) ? known : name;
}

function resolveTimeZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // a RangeError is how Intl says no
  }
}
