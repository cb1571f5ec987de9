import { createSecretKey, randomBytes } from 'node:crypto';
import type { PlanDocument } from '@passerby/wire';
import { toUtcDay } from '../control/salts.ts';
import { noRules } from '../control/site-rules.ts';
import type { Site } from '../control/sites.ts';
import { nowhere } from '../enrich/whereabouts.ts';
import type { IngestStages } from '../ingest/events-route.ts';

/** Sites that one process knows at most; the first ones go first. */
const mostSites = 1_000;

/**
 * What stands behind the doors, in memory: every site is known, and events are remembered by their id
 * alone. Those against the plan are rejected.
 */
export function createMemoryStages(plan?: PlanDocument): IngestStages {
  const secret = createSecretKey(randomBytes(32));
  const sites = new Map<string, Site>();
  const ids = new Set<string>();
  return {
    sites: {
      async find(key) {
        const known = sites.get(key);
        if (known) return known;
        const [oldest] = sites.size < mostSites ? [] : sites.keys();
        if (oldest !== undefined) sites.delete(oldest);
        const site: Site = {
          id: sites.size + 1,
          key,
          origins: [],
          timezone: 'UTC',
          rules: noRules,
          limits: {},
          ...(plan && {
            plan: {
              mode: 'reject',
              versions: [{ version: plan.version, document: JSON.stringify(plan) }],
            },
          }),
          isSampled: false,
          createdAt: Date.now(),
        };
        sites.set(key, site);
        return site;
      },
      isDeleted: () => false,
      async markSampled(site) {
        site.isSampled = true;
      },
    },
    saltsAt: async (now) => ({ today: toUtcDay(now), byDay: new Map([[toUtcDay(now), secret]]) }),
    quotas: { roomFor: async () => Infinity },
    identityKeyOf: async () => secret,
    knowledge: {
      whereaboutsOf: () => nowhere,
      dataCentres: new Set(),
      isImpossibleRate: () => false,
      isSpam: () => false,
    },
    rights: {
      tokens: { find: async () => undefined },
      links: { open: async () => undefined },
      openId: undefined,
      adminToken: undefined,
    },
    metrics: { forwardedIgnored: { inc() {} } },
    log: {
      async append(events) {
        const before = ids.size;
        for (const { siteId, id } of events) ids.add(`${siteId} ${id}`);
        const accepted = ids.size - before;
        return { accepted, duplicates: events.length - accepted };
      },
    },
  };
}
