import type {
  FunnelQuery,
  FunnelReply,
  PathsQuery,
  PathsReply,
  RetentionQuery,
  RetentionReply,
  RevenueQuery,
  RevenueReply,
} from '@passerby/wire';

const site_id = 'shop.example';
const range: [string, string] = ['2026-11-02', '2026-11-15'];
const understood: [string, string] = ['2026-11-02T00:00:00.000Z', '2026-11-16T00:00:00.000Z'];

const funnel: FunnelQuery = {
  site_id,
  date_range: range,
  steps: [
    { page: '/shoes/*' },
    { event: 'add', filters: [['is', 'event:props:size', ['42']]] },
    { goal: 'Purchase' },
  ],
  breakdown: 'visit:device',
};
const retention: RetentionQuery = { site_id, date_range: range, period: 'week' };
const paths: PathsQuery = { site_id, date_range: range, from: '/pricing', steps: 1, limit: 2 };
const revenue: RevenueQuery = {
  site_id,
  date_range: range,
  interval: 'time:week',
  breakdown: 'visit:source',
};

/** A question and an answer for each report, as `/openapi.json` shows them. */
export const reportExamples: {
  funnel: { query: FunnelQuery; reply: FunnelReply };
  retention: { query: RetentionQuery; reply: RetentionReply };
  paths: { query: PathsQuery; reply: PathsReply };
  revenue: { query: RevenueQuery; reply: RevenueReply };
} = {
  funnel: {
    query: funnel,
    reply: {
      steps: [
        { name: '/shoes/*', visitors: 400, dropped: 0, step_rate: 100, conversion_rate: 100 },
        { name: 'add', visitors: 120, dropped: 280, step_rate: 30, conversion_rate: 30 },
        { name: 'Purchase', visitors: 48, dropped: 72, step_rate: 40, conversion_rate: 12 },
      ],
      breakdown: [
        {
          value: 'mobile',
          steps: [
            { name: '/shoes/*', visitors: 400, dropped: 0, step_rate: 100, conversion_rate: 100 },
            { name: 'add', visitors: 120, dropped: 280, step_rate: 30, conversion_rate: 30 },
            { name: 'Purchase', visitors: 48, dropped: 72, step_rate: 40, conversion_rate: 12 },
          ],
        },
      ],
      meta: {},
      query: { ...funnel, date_range: understood, window: 86_400, limit: 10 },
    },
  },
  retention: {
    query: retention,
    reply: {
      cohorts: [
        { cohort: '2026-11-02', visitors: 80, returned: [80, 20], rates: [100, 25] },
        { cohort: '2026-11-09', visitors: 60, returned: [60], rates: [100] },
      ],
      meta: {
        visits: 1_000,
        identified_visits: 190,
        warning: {
          code: 'identified_only',
          warning:
            '810 of 1000 visits are of visitors who did not agree to be known again: without consent nobody can be told for longer than a day, so the cohorts are of the others only',
        },
      },
      query: { ...retention, date_range: understood },
    },
  },
  paths: {
    query: paths,
    reply: {
      nodes: [
        { step: 0, kind: 'page', page: '/pricing', visits: 100 },
        { step: 1, kind: 'page', page: '/signup', visits: 40 },
        { step: 1, kind: 'page', page: '/', visits: 25 },
        { step: 1, kind: 'other', page: '', visits: 5 },
        { step: 1, kind: 'exit', page: '', visits: 30 },
      ],
      links: [
        { source: 0, target: 1, visits: 40 },
        { source: 0, target: 2, visits: 25 },
        { source: 0, target: 3, visits: 5 },
        { source: 0, target: 4, visits: 30 },
      ],
      meta: { visits: 100 },
      query: { ...paths, date_range: understood },
    },
  },
  revenue: {
    query: revenue,
    reply: {
      currencies: [
        {
          currency: 'EUR',
          revenue: 150,
          sales: 4,
          buyers: 3,
          average: 37.5,
          over_time: [{ time: '2026-11-02', revenue: 150, sales: 4, buyers: 3 }],
          breakdown: [
            { value: 'Google', revenue: 100, sales: 2, buyers: 2 },
            { value: 'Direct / None', revenue: 50, sales: 2, buyers: 1 },
          ],
        },
      ],
      meta: { time_labels: ['2026-11-02', '2026-11-09'] },
      query: { ...revenue, date_range: understood, limit: 10, goal_values: true },
    },
  },
};
