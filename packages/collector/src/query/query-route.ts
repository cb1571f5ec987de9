import type { FastifyInstance } from 'fastify';
import type { Query, QueryReply } from '@passerby/wire';
import { errorReplySchema, queryReplySchema, querySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { isRefusal } from '../store/refusal.ts';
import { toRange, toTimeLabels, type Range } from './date-range.ts';
import { isLedgerMetric, reportLedger } from './ledger-report.ts';
import { toMergedSessions, toMergesSql } from '../store/merged-sessions.ts';
import { toSessionRange, toSql, type Statement } from './sql.ts';
import { validateQuery } from './validate-query.ts';

/** Bounds of one query inside ClickHouse. */
const queryBounds = {
  max_execution_time: 30,
  max_memory_usage: '2000000000',
  max_result_rows: '10000',
  max_query_size: '50000000',
};

/** What ClickHouse says when a query exceeds them. */
const refusalsOfWork = new Set(['TIMEOUT_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED']);

/** `POST /api/v1/query`. */
export function queryRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; clickhouse: Pick<ClickHouse, 'select'>; log: Pick<EventLog, 'name' | 'pending'> },
): void {
  const { sites, clickhouse } = stages;

  scope.post(
    '/api/v1/query',
    {
      bodyLimit: 256 * 1024,
      config: { needs: 'read' },
      schema: {
        summary: 'Ask for numbers',
        description: 'Request and answer have the shape of the Plausible Stats API v2.',
        body: querySchema,
        response: { 200: queryReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; `validateQuery` checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<QueryReply> => {
      const query = validateQuery(request.body);
      const site = await findSite(request, sites, query.site_id);
      const range = toRange(query.date_range, site);
      if (query.metrics.some(isLedgerMetric)) {
        const select = (statement: Statement): Promise<unknown[][]> => ask(clickhouse, statement);
        const all = await reportLedger(query, { site, range, select, log: stages.log });
        const { limit = 10_000, offset = 0 } = query.pagination ?? {};
        return toReply(query, range, all.slice(offset, offset + limit), { total_rows: all.length });
      }
      const { firstSession, lastSession } = toSessionRange(range);
      const pairs = await ask<[string, string]>(clickhouse, toMergesSql(site.id, firstSession, lastSession));
      const merged = toMergedSessions(pairs);
      const answer = (page: Query): Promise<Row[]> => ask(clickhouse, toSql(page, site, range, merged));
      const rows = await answer(query);
      // Each row carries the number of all rows, and a page beyond the last has none.
      const beyond = query.include?.total_rows === true && rows.length === 0;
      const counted = beyond ? await answer({ ...query, pagination: { limit: 1 } }) : rows;
      const width = (query.dimensions?.length ?? 0) + query.metrics.length;
      const isSampled = site.isSampled && Boolean(rows[0]?.at(-1));
      return toReply(query, range, rows, {
        total_rows: Number(counted[0]?.[width] ?? 0),
        ...(isSampled && { sampled: true }),
      });
    },
  );
}

type Row = (string | number | null)[];

async function ask<Values extends unknown[]>(
  clickhouse: Pick<ClickHouse, 'select'>,
  statement: Statement,
): Promise<Values[]> {
  try {
    return await clickhouse.select<Values>({ ...statement, clickhouse_settings: queryBounds });
  } catch (cause) {
    if (!isRefusal(cause)) {
      throw new RequestError('clickhouse_unavailable', 'ClickHouse does not answer; ask again later', {
        retryAfter: 5,
        cause,
      });
    }
    if (refusalsOfWork.has(cause.type)) {
      throw new RequestError(
        'query_too_large',
        'the query takes too long or too much memory; shorten date_range',
        {
          cause,
        },
      );
    }
    throw cause;
  }
}

function toReply(
  query: Query,
  range: Range,
  rows: Row[],
  { total_rows, sampled }: Omit<QueryReply['meta'], 'time_labels'>,
): QueryReply {
  const dimensions = query.dimensions ?? [];
  const step = dimensions.includes('time:hour') ? 'hour' : 'day';
  const width = dimensions.length + query.metrics.length;
  return {
    results: rows.map((row) => ({
      metrics: row.slice(dimensions.length, width) as (number | null)[],
      dimensions: row.slice(0, dimensions.length) as string[],
    })),
    meta: {
      ...(query.include?.time_labels && { time_labels: toTimeLabels(range, step) }),
      ...(query.include?.total_rows && { total_rows }),
      ...(sampled && { sampled }),
    },
    query: { ...query, date_range: [range.from.toISO() ?? '', range.to.toISO() ?? ''] },
  };
}
