import type { Query, QueryBatch, QueryBatchReply, QueryReply } from '@passerby/wire';

const query: Query = {
  site_id: 'shop.example',
  metrics: ['visitors', 'pageviews', 'bounce_rate'],
  date_range: ['2026-11-16', '2026-11-22'],
  dimensions: ['visit:source'],
  filters: [['contains', 'event:page', ['/blog/']]],
  order_by: [['visitors', 'desc']],
  include: { comparisons: { mode: 'previous_period' }, total_rows: true },
  pagination: { limit: 2 },
};
const reply: QueryReply = {
  results: [
    {
      dimensions: ['Google'],
      metrics: [170, 412, 38],
      comparison: { dimensions: ['Google'], metrics: [136, 412, 40], change: [25, 0, -2] },
    },
    {
      dimensions: ['Direct / None'],
      metrics: [90, 120, 51],
      comparison: { dimensions: ['Direct / None'], metrics: [0, 0, null], change: [null, null, null] },
    },
  ],
  meta: {
    plan: 'events',
    total_rows: 12,
    comparison_date_range: ['2026-11-09T00:00:00.000Z', '2026-11-16T00:00:00.000Z'],
  },
  query: { ...query, date_range: ['2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'] },
};

/** A question and an answer, as `/openapi.json` shows them. */
export const queryExample: { query: Query; reply: QueryReply } = { query, reply };

const visitors: Query = { site_id: 'shop.example', metrics: ['visitors'], date_range: 'day' };

/** The same of a batch, one of whose queries is refused. */
export const batchExample: { query: QueryBatch; reply: QueryBatchReply } = {
  query: { queries: [query, { ...visitors, site_id: 'nobody.example' }] },
  reply: {
    answers: [
      reply,
      {
        status: 403,
        error: {
          code: 'unknown_site',
          message: 'site_id: not known here; GET /api/v1/sites lists the sites',
        },
      },
    ],
  },
};
