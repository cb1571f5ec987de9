import type { FastifyRequest } from 'fastify';
import type { Query } from '@passerby/wire';
import { findSite } from '../control/access.ts';
import type { Site, Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import { isLedgerMetric } from './ledger-report.ts';
import { validateQuery } from './validate-query.ts';

interface Admitted {
  query: Query;
  site: Site;
  /** Whether the cache may answer. */
  isKept: boolean;
}

/** Reads a query that the caller may ask; throws a `RequestError` for any other. */
export async function admitQuery(
  request: FastifyRequest,
  body: unknown,
  { sites }: { sites: Sites },
): Promise<Admitted> {
  const query = validateQuery(body);
  // What waits in the log changes with every request, and a plan is asked for to see it made.
  const isKept = !query.metrics.some(isLedgerMetric) && query.include?.explain !== true;
  if (request.caller.scope === 'view' && !isKept) {
    throw new RequestError('forbidden', 'a shared link tells neither what was lost nor how it is answered');
  }
  return { query, site: await findSite(request, sites, query.site_id), isKept };
}
