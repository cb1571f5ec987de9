import { Type, type Static, type TSchema } from 'typebox';
import { limits } from '../limits.ts';
import type {
  FunnelQuery,
  FunnelReply,
  PathsQuery,
  PathsReply,
  RetentionQuery,
  RetentionReply,
  RevenueQuery,
  RevenueReply,
} from '../reports.ts';
import { filterDimension, filters, filtersUnread } from './filter.ts';
import { dateRangeSchema } from './query.ts';
import type { AllSame, Same } from './same.ts';
import { token } from './values.ts';

const count = Type.Integer({ minimum: 0 });
const percent = Type.Union([Type.Number(), Type.Null()]);

const report = {
  site_id: token,
  date_range: dateRangeSchema,
  filters,
};
const reportMeta = {
  sampled: Type.Optional(Type.Literal(true)),
  warning: Type.Optional(Type.Object({ code: Type.String(), warning: Type.String() })),
};
const pageGlob = Type.String({ minLength: 1, maxLength: 256 });

const funnelStep = Type.Object(
  {
    page: Type.Optional(pageGlob),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    goal: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    filters: report.filters,
  },
  { additionalProperties: false },
);
const funnelQuery = Type.Object(
  {
    ...report,
    steps: Type.Array(funnelStep, { minItems: 2, maxItems: 8 }),
    window: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_592_000 })),
    breakdown: Type.Optional(filterDimension),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
);
const funnelSteps = Type.Array(
  Type.Object({
    name: Type.String(),
    visitors: count,
    dropped: count,
    step_rate: percent,
    conversion_rate: percent,
  }),
);
const funnelReply = Type.Object({
  steps: funnelSteps,
  breakdown: Type.Optional(Type.Array(Type.Object({ value: Type.String(), steps: funnelSteps }))),
  meta: Type.Object(reportMeta),
  query: funnelQuery,
});

const retentionQuery = Type.Object(
  {
    ...report,
    period: Type.Optional(Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month')])),
  },
  { additionalProperties: false },
);
const retentionReply = Type.Object({
  cohorts: Type.Array(
    Type.Object({
      cohort: Type.String(),
      visitors: count,
      returned: Type.Array(count),
      rates: Type.Array(percent),
    }),
  ),
  meta: Type.Object({ ...reportMeta, visits: count, identified_visits: count }),
  query: retentionQuery,
});

const pathsQuery = Type.Object(
  {
    ...report,
    from: Type.Optional(pageGlob),
    to: Type.Optional(pageGlob),
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 6 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  },
  { additionalProperties: false },
);
const pathsReply = Type.Object({
  nodes: Type.Array(
    Type.Object({
      step: Type.Integer(),
      kind: Type.Union([
        Type.Literal('page'),
        Type.Literal('other'),
        Type.Literal('entry'),
        Type.Literal('exit'),
      ]),
      page: Type.String(),
      visits: count,
    }),
  ),
  links: Type.Array(Type.Object({ source: count, target: count, visits: count })),
  meta: Type.Object({ ...reportMeta, visits: count }),
  query: pathsQuery,
});

const revenueQuery = Type.Object(
  {
    ...report,
    interval: Type.Optional(
      Type.Union([
        Type.Literal('time'),
        Type.Literal('time:hour'),
        Type.Literal('time:day'),
        Type.Literal('time:week'),
        Type.Literal('time:month'),
      ]),
    ),
    breakdown: Type.Optional(filterDimension),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    goal_values: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const revenueFigures = { revenue: Type.Number(), sales: count, buyers: count };
const revenueReply = Type.Object({
  currencies: Type.Array(
    Type.Object({
      ...revenueFigures,
      currency: Type.String(),
      average: Type.Number(),
      over_time: Type.Array(Type.Object({ ...revenueFigures, time: Type.String() })),
      breakdown: Type.Optional(Type.Array(Type.Object({ ...revenueFigures, value: Type.String() }))),
    }),
  ),
  meta: Type.Object({ ...reportMeta, time_labels: Type.Array(Type.String()) }),
  query: revenueQuery,
});

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof funnelQuery>, FunnelQuery>,
    Same<Static<typeof funnelReply>, FunnelReply>,
    Same<Static<typeof retentionQuery>, RetentionQuery>,
    Same<Static<typeof retentionReply>, RetentionReply>,
    Same<Static<typeof pathsQuery>, PathsQuery>,
    Same<Static<typeof pathsReply>, PathsReply>,
    Same<Static<typeof revenueQuery>, RevenueQuery>,
    Same<Static<typeof revenueReply>, RevenueReply>,
  ]
>;

const only = { additionalProperties: false };
/** Of each report: its query, the same with its filters unread, and its answer. */
export const reportSchemas: Record<
  'funnel' | 'retention' | 'paths' | 'revenue',
  { query: TSchema; envelope: TSchema; reply: TSchema }
> = {
  funnel: {
    query: funnelQuery,
    envelope: Type.Object(
      {
        ...funnelQuery.properties,
        filters: filtersUnread,
        steps: Type.Array(Type.Object({ ...funnelStep.properties, filters: filtersUnread }, only), {
          minItems: 2,
          maxItems: 8,
        }),
      },
      only,
    ),
    reply: funnelReply,
  },
  retention: {
    query: retentionQuery,
    envelope: Type.Object({ ...retentionQuery.properties, filters: filtersUnread }, only),
    reply: retentionReply,
  },
  paths: {
    query: pathsQuery,
    envelope: Type.Object({ ...pathsQuery.properties, filters: filtersUnread }, only),
    reply: pathsReply,
  },
  revenue: {
    query: revenueQuery,
    envelope: Type.Object({ ...revenueQuery.properties, filters: filtersUnread }, only),
    reply: revenueReply,
  },
};
