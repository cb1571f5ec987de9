import { Type, type Static, type TSchema } from 'typebox';
import type { Batch } from './batch.ts';
import type { Event } from './event.ts';
import { limits } from './limits.ts';
import type {
  Annotation,
  AnnotationsReply,
  ErasedReply,
  Filter,
  GoalsReply,
  GoalSummary,
  NewAnnotation,
  NewGoal,
  NewSharedLink,
  NewSharedLinkReply,
  NewTokenReply,
  PropDimension,
  Query,
  QueryReply,
  RejectedReply,
  ReplayReply,
  SessionReply,
  SitesReply,
  SharedLinksReply,
  SharedLinkSummary,
  SiteRulesReply,
  SiteSummary,
  TokensReply,
  UnlockedReply,
} from './query.ts';
import type { NewPlan, PlanReply } from './plan.ts';
import type { QueryBatch, QueryBatchReply } from './query-batch.ts';
import type { ErrorReply, Reply } from './reply.ts';
import type {
  FunnelQuery,
  FunnelReply,
  PathsQuery,
  PathsReply,
  RetentionQuery,
  RetentionReply,
  RevenueQuery,
  RevenueReply,
} from './reports.ts';

// JSON Schema counts characters, our limits count UTF-8 bytes: `maxLength` is the cheap outer bound, the
// collector's validator counts bytes where a string could still be over.

const token = Type.String({ minLength: 1, maxLength: limits.tokenBytes });
const text = Type.String({ maxLength: limits.textBytes });
/** Up to the year 9999, so that every accepted time is a date. */
const instant = Type.Number({ minimum: 0, maximum: 253_402_300_799_999 });

const base = {
  id: Type.String({
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    description: 'UUID made once when the event is tracked; the idempotency key',
  }),
  time: instant,
  url: Type.String({ minLength: 1, maxLength: limits.urlBytes, pattern: '^[hH][tT][tT][pP][sS]?://[^/?#]' }),
  seq: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
  page: Type.Optional(token),
  route: Type.Optional(text),
  referrer: Type.Optional(Type.String({ maxLength: limits.urlBytes })),
  title: Type.Optional(text),
  props: Type.Optional(
    Type.Record(
      Type.String({ minLength: 1, maxLength: limits.propKeyBytes }),
      Type.Union([Type.String({ maxLength: limits.propValueBytes }), Type.Number(), Type.Boolean()]),
      { maxProperties: limits.propsPerEvent },
    ),
  ),
  plan: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
};

const money = Type.Object({
  amount: Type.Number({ minimum: -limits.revenueAmount, maximum: limits.revenueAmount }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});

const pageview = Type.Object({ ...base, type: Type.Literal('pageview') });
const custom = Type.Object({
  ...base,
  type: Type.Literal('event'),
  name: Type.String({ minLength: 1, maxLength: limits.nameBytes }),
  revenue: Type.Optional(money),
});
const engagement = Type.Object({
  ...base,
  type: Type.Literal('engagement'),
  engagedMs: Type.Number({ minimum: 0, maximum: 86_400_000 }),
  scrollDepth: Type.Number({ minimum: 0, maximum: 100 }),
});

const event = Type.Union([pageview, custom, engagement]);

const batch = Type.Object({
  site: token,
  sentAt: instant,
  events: Type.Array(event, { minItems: 1, maxItems: limits.eventsPerBatch }),
  sdk: Type.Optional(token),
  stream: Type.Optional(token),
  context: Type.Optional(
    Type.Object({
      lang: Type.Optional(token),
      tz: Type.Optional(token),
      screen: Type.Optional(Type.Tuple([Type.Number({ minimum: 0 }), Type.Number({ minimum: 0 })])),
    }),
  ),
  automated: Type.Optional(Type.Literal(true)),
  sampleRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  visitor: Type.Optional(token),
  user: Type.Optional(token),
});

const reply = Type.Object({
  accepted: Type.Integer({ minimum: 0 }),
  duplicates: Type.Integer({ minimum: 0 }),
  rejected: Type.Array(
    Type.Object({
      index: Type.Integer({ minimum: 0 }),
      id: Type.Optional(Type.String()),
      code: Type.Union([
        Type.Literal('invalid_event'),
        Type.Literal('invalid_id'),
        Type.Literal('invalid_time'),
        Type.Literal('invalid_url'),
        Type.Literal('invalid_props'),
        Type.Literal('event_too_large'),
        Type.Literal('event_expired'),
        Type.Literal('hostname_not_allowed'),
        Type.Literal('path_excluded'),
        Type.Literal('quota_exceeded'),
        Type.Literal('plan_violation'),
      ]),
      message: Type.String(),
    }),
  ),
});

const errorReply = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String() }),
});

const metric = Type.Union([
  Type.Literal('visitors'),
  Type.Literal('visits'),
  Type.Literal('pageviews'),
  Type.Literal('events'),
  Type.Literal('views_per_visit'),
  Type.Literal('bounce_rate'),
  Type.Literal('visit_duration'),
  Type.Literal('scroll_depth'),
  Type.Literal('time_on_page'),
  Type.Literal('percentage'),
  Type.Literal('conversion_rate'),
  Type.Literal('group_conversion_rate'),
  Type.Literal('total_revenue'),
  Type.Literal('average_revenue'),
  Type.Literal('bots'),
  Type.Literal('received'),
  Type.Literal('stored'),
  Type.Literal('queued'),
  Type.Literal('duplicates'),
  Type.Literal('rejected'),
  Type.Literal('never_arrived'),
  Type.Literal('loss_rate'),
]);
const filterDimension = Type.Union([
  Type.Literal('event:page'),
  Type.Literal('event:name'),
  Type.Literal('event:plan'),
  Type.Literal('event:goal'),
  Type.Literal('event:hostname'),
  Type.Literal('event:currency'),
  Type.Unsafe<PropDimension>({
    type: 'string',
    pattern: String.raw`^event:props:[\s\S]+$`,
    maxLength: 'event:props:'.length + limits.propKeyBytes,
    title: '"event:props:<name>"',
  }),
  Type.Literal('visit:entry_page'),
  Type.Literal('visit:exit_page'),
  Type.Literal('visit:source'),
  Type.Literal('visit:channel'),
  Type.Literal('visit:referrer'),
  Type.Literal('visit:utm_source'),
  Type.Literal('visit:utm_medium'),
  Type.Literal('visit:utm_campaign'),
  Type.Literal('visit:utm_content'),
  Type.Literal('visit:utm_term'),
  Type.Literal('visit:country'),
  Type.Literal('visit:region'),
  Type.Literal('visit:city'),
  Type.Literal('visit:city_name'),
  Type.Literal('visit:asn'),
  Type.Literal('visit:browser'),
  Type.Literal('visit:browser_version'),
  Type.Literal('visit:os'),
  Type.Literal('visit:os_version'),
  Type.Literal('visit:device'),
]);
const dimension = Type.Union([
  Type.Literal('time'),
  Type.Literal('time:minute'),
  Type.Literal('time:hour'),
  Type.Literal('time:day'),
  Type.Literal('time:week'),
  Type.Literal('time:month'),
  Type.Literal('event:props'),
  Type.Literal('rejection:code'),
  filterDimension,
]);

/** OpenAPI cannot say that a filter holds filters; `filterSchemas` has what each of them must be. */
const innerFilter = Type.Unsafe<Filter>({ type: 'array', minItems: 2, maxItems: 4, description: 'A filter' });
const filterValues = Type.Array(Type.String({ maxLength: limits.urlBytes }), { minItems: 1, maxItems: 100 });
const modifiers = Type.Object(
  { case_sensitive: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
const valueOperator = Type.Union([
  Type.Literal('is'),
  Type.Literal('is_not'),
  Type.Literal('contains'),
  Type.Literal('contains_not'),
  Type.Literal('matches'),
  Type.Literal('matches_not'),
]);
const bareFilter = Type.Tuple([valueOperator, filterDimension, filterValues]);
const modifiedFilter = Type.Tuple([valueOperator, filterDimension, filterValues, modifiers]);
const combination = Type.Tuple([
  Type.Union([Type.Literal('and'), Type.Literal('or')]),
  Type.Array(innerFilter, { minItems: 1, maxItems: 20 }),
]);
const filterOfOne = Type.Tuple([
  Type.Union([Type.Literal('not'), Type.Literal('has_done'), Type.Literal('has_not_done')]),
  innerFilter,
]);
const filter = Type.Union([bareFilter, modifiedFilter, combination, filterOfOne]);

const dateRange = Type.Union([
  Type.Literal('day'),
  Type.Literal('7d'),
  Type.Literal('28d'),
  Type.Literal('30d'),
  Type.Literal('91d'),
  Type.Literal('month'),
  Type.Literal('6mo'),
  Type.Literal('12mo'),
  Type.Literal('year'),
  Type.Literal('all'),
  Type.Tuple([Type.String({ maxLength: 40 }), Type.String({ maxLength: 40 })]),
]);
const comparison = Type.Union([
  Type.Object(
    { mode: Type.Union([Type.Literal('previous_period'), Type.Literal('year_over_year')]) },
    { additionalProperties: false },
  ),
  Type.Object({ mode: Type.Literal('custom'), date_range: dateRange }, { additionalProperties: false }),
]);

const query = Type.Object(
  {
    site_id: token,
    metrics: Type.Array(metric, { minItems: 1, maxItems: 22, uniqueItems: true }),
    date_range: dateRange,
    dimensions: Type.Optional(Type.Array(dimension, { maxItems: 10, uniqueItems: true })),
    filters: Type.Optional(Type.Array(filter, { maxItems: 20 })),
    order_by: Type.Optional(
      Type.Array(
        Type.Tuple([
          Type.Union([metric, dimension]),
          Type.Union([Type.Literal('asc'), Type.Literal('desc')]),
        ]),
        { maxItems: 10 },
      ),
    ),
    include: Type.Optional(
      Type.Object(
        {
          time_labels: Type.Optional(Type.Boolean()),
          total_rows: Type.Optional(Type.Boolean()),
          raw: Type.Optional(Type.Boolean()),
          sample: Type.Optional(Type.Number({ minimum: 0.001, maximum: 1 })),
          explain: Type.Optional(Type.Boolean()),
          comparisons: Type.Optional(comparison),
        },
        { additionalProperties: false },
      ),
    ),
    pagination: Type.Optional(
      Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

const values = Type.Array(Type.Union([Type.Number(), Type.Null()]));

const queryReply = Type.Object({
  results: Type.Array(
    Type.Object({
      metrics: values,
      dimensions: Type.Array(Type.String()),
      comparison: Type.Optional(
        Type.Object({ metrics: values, dimensions: Type.Array(Type.String()), change: values }),
      ),
    }),
  ),
  meta: Type.Object({
    time_labels: Type.Optional(Type.Array(Type.String())),
    total_rows: Type.Optional(Type.Integer()),
    sampled: Type.Optional(Type.Literal(true)),
    sample: Type.Optional(Type.Number()),
    plan: Type.Optional(Type.Union([Type.Literal('events'), Type.Literal('rollup'), Type.Literal('ledger')])),
    explain: Type.Optional(Type.Array(Type.String())),
    currency: Type.Optional(Type.String()),
    metric_warnings: Type.Optional(
      Type.Unsafe<NonNullable<QueryReply['meta']['metric_warnings']>>({
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['code', 'warning'],
          properties: { code: { type: 'string' }, warning: { type: 'string' } },
        },
      }),
    ),
    comparison_time_labels: Type.Optional(Type.Array(Type.String())),
    comparison_date_range: Type.Optional(Type.Tuple([Type.String(), Type.String()])),
  }),
  query,
});

const queryBatch = Type.Object(
  { queries: Type.Array(query, { minItems: 1, maxItems: limits.queriesPerBatch }) },
  { additionalProperties: false },
);
const queryBatchReply = Type.Object({
  answers: Type.Array(
    Type.Union([
      queryReply,
      Type.Object({
        ...errorReply.properties,
        status: Type.Integer(),
        retry_after: Type.Optional(Type.Integer()),
      }),
    ]),
  ),
});

const count = Type.Integer({ minimum: 0 });
const percent = Type.Union([Type.Number(), Type.Null()]);

const report = {
  site_id: token,
  date_range: dateRange,
  filters: Type.Optional(Type.Array(filter, { maxItems: 20 })),
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

const erasedReply = Type.Object({ erased: Type.Object({ events: count, sessions: count, rejected: count }) });

const newGoal = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    page: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    value: Type.Optional(money),
  },
  { additionalProperties: false },
);
const goalSummary = Type.Object({
  ...newGoal.properties,
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
});
const goalsReply = Type.Object({ goals: Type.Array(goalSummary) });

const siteSummary = Type.Object({
  site: Type.String(),
  timezone: Type.String(),
  monthly_quota: Type.Optional(Type.Integer()),
  requests_per_minute: Type.Optional(Type.Integer()),
  retention_days: Type.Optional(Type.Integer()),
});
const sitesReply = Type.Object({ sites: Type.Array(siteSummary) });

const ruleList = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 });
const siteRulesReply = Type.Object(
  { hostnames: ruleList, excluded_paths: ruleList, kept_parameters: ruleList },
  { additionalProperties: false },
);

const sessionReply = Type.Object({ signedIn: Type.Boolean(), provider: Type.Optional(Type.String()) });

const tokenSummary = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  scope: Type.Union([Type.Literal('ingest'), Type.Literal('read'), Type.Literal('admin')]),
  site: Type.Optional(Type.String()),
  createdAt: Type.Number(),
});
const tokensReply = Type.Object({ tokens: Type.Array(tokenSummary) });
const newTokenReply = Type.Object({ ...tokenSummary.properties, token: Type.String() });

const newAnnotation = Type.Object(
  {
    site_id: Type.String({ minLength: 1, maxLength: 256 }),
    time: Type.Optional(Type.Integer({ minimum: Date.UTC(2000), maximum: Date.UTC(2100) })),
    text: Type.String({ minLength: 1, maxLength: 200 }),
    link: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
  },
  { additionalProperties: false },
);
const annotation = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  time: Type.Integer(),
  text: Type.String(),
  link: Type.Optional(Type.String()),
});
const annotationsReply = Type.Object({ annotations: Type.Array(annotation) });

const newSharedLink = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 64 })),
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 256 })),
    mayEmbed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const sharedLinkSummary = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  hasPassword: Type.Boolean(),
  mayEmbed: Type.Boolean(),
  createdAt: Type.Number(),
});
const sharedLinksReply = Type.Object({ links: Type.Array(sharedLinkSummary) });
const newSharedLinkReply = Type.Object({ ...sharedLinkSummary.properties, path: Type.String() });
const unlockedReply = Type.Object({ key: Type.String(), seconds: Type.Integer() });

const planDocument = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
    allowOthers: Type.Optional(Type.Boolean()),
    events: Type.Record(
      Type.String({ minLength: 1, maxLength: limits.nameBytes }),
      Type.Object(
        {
          props: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
          description: Type.Optional(text),
          owner: Type.Optional(token),
        },
        { additionalProperties: false },
      ),
      { maxProperties: limits.planEvents },
    ),
  },
  { additionalProperties: false },
);
const planMode = Type.Union([Type.Literal('off'), Type.Literal('report'), Type.Literal('reject')]);
const newPlan = Type.Object(
  { mode: planMode, plan: Type.Optional(planDocument) },
  { additionalProperties: false },
);
const planReply = Type.Object({ mode: planMode, versions: Type.Array(planDocument) });

const rejectedReply = Type.Object({
  rejected: Type.Array(
    Type.Object({
      receivedAt: Type.Number(),
      code: Type.String(),
      message: Type.String(),
      id: Type.String(),
      event: Type.String(),
    }),
  ),
});

const replayReply = Type.Object({
  found: Type.Integer({ minimum: 0 }),
  accepted: Type.Integer({ minimum: 0 }),
  duplicates: Type.Integer({ minimum: 0 }),
  rejected: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), count: Type.Integer() })),
});

// The types are written by hand, because the SDK ships them and must not ship TypeBox's; these lines do not
// compile when a type and its schema say different things.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type AllSame<T extends true[]> = T;
type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof event>, Event>,
    Same<Static<typeof batch>, Batch>,
    Same<Static<typeof reply>, Reply>,
    Same<Static<typeof errorReply>, ErrorReply>,
    Same<Static<typeof query>, Query>,
    Same<Static<typeof queryReply>, QueryReply>,
    Same<Static<typeof queryBatch>, QueryBatch>,
    Same<Static<typeof queryBatchReply>, QueryBatchReply>,
    Same<Static<typeof funnelQuery>, FunnelQuery>,
    Same<Static<typeof funnelReply>, FunnelReply>,
    Same<Static<typeof retentionQuery>, RetentionQuery>,
    Same<Static<typeof retentionReply>, RetentionReply>,
    Same<Static<typeof pathsQuery>, PathsQuery>,
    Same<Static<typeof pathsReply>, PathsReply>,
    Same<Static<typeof revenueQuery>, RevenueQuery>,
    Same<Static<typeof revenueReply>, RevenueReply>,
    Same<Static<typeof newGoal>, NewGoal>,
    Same<Static<typeof goalSummary>, GoalSummary>,
    Same<Static<typeof goalsReply>, GoalsReply>,
    Same<Static<typeof sitesReply>, SitesReply>,
    Same<Static<typeof newPlan>, NewPlan>,
    Same<Static<typeof planReply>, PlanReply>,
    Same<Static<typeof rejectedReply>, RejectedReply>,
    Same<Static<typeof replayReply>, ReplayReply>,
    Same<Static<typeof erasedReply>, ErasedReply>,
    Same<Static<typeof siteSummary>, SiteSummary>,
    Same<Static<typeof sessionReply>, SessionReply>,
    Same<Static<typeof tokensReply>, TokensReply>,
    Same<Static<typeof newTokenReply>, NewTokenReply>,
    Same<Static<typeof siteRulesReply>, SiteRulesReply>,
    Same<Static<typeof newAnnotation>, NewAnnotation>,
    Same<Static<typeof annotation>, Annotation>,
    Same<Static<typeof annotationsReply>, AnnotationsReply>,
    Same<Static<typeof newSharedLink>, NewSharedLink>,
    Same<Static<typeof sharedLinkSummary>, SharedLinkSummary>,
    Same<Static<typeof sharedLinksReply>, SharedLinksReply>,
    Same<Static<typeof newSharedLinkReply>, NewSharedLinkReply>,
    Same<Static<typeof unlockedReply>, UnlockedReply>,
  ]
>;

/** One schema for each event type, so that an error can name the field and not the union. */
export const eventSchemas: Record<Event['type'], TSchema> = { pageview, event: custom, engagement };
export const batchSchema: TSchema = batch;
/** The batch with its events unread: each event is judged alone. */
export const envelopeSchema: TSchema = Type.Object({
  ...batch.properties,
  events: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.eventsPerBatch }),
});
export const replySchema: TSchema = reply;
export const errorReplySchema: TSchema = errorReply;
export const planDocumentSchema: TSchema = planDocument;
export const newPlanSchema: TSchema = newPlan;
export const planReplySchema: TSchema = planReply;
export const querySchema: TSchema = query;
const unread = { filters: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 20 })) };
const only = { additionalProperties: false };
/** The query with its filters unread, and the filters by their kind: each is judged alone, wherever it lies. */
export const queryEnvelopeSchema: TSchema = Type.Object({ ...query.properties, ...unread }, only);
export const filterSchemas: Record<'bare' | 'modified' | 'combination' | 'ofOne', TSchema> = {
  bare: bareFilter,
  modified: modifiedFilter,
  combination,
  ofOne: filterOfOne,
};
export const queryReplySchema: TSchema = queryReply;
export const queryBatchSchema: TSchema = queryBatch;
/** The batch with its queries unread: each is judged alone. */
export const queryBatchEnvelopeSchema: TSchema = Type.Object(
  { queries: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.queriesPerBatch }) },
  only,
);
export const queryBatchReplySchema: TSchema = queryBatchReply;

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
        ...unread,
        steps: Type.Array(Type.Object({ ...funnelStep.properties, ...unread }, only), {
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
    envelope: Type.Object({ ...retentionQuery.properties, ...unread }, only),
    reply: retentionReply,
  },
  paths: {
    query: pathsQuery,
    envelope: Type.Object({ ...pathsQuery.properties, ...unread }, only),
    reply: pathsReply,
  },
  revenue: {
    query: revenueQuery,
    envelope: Type.Object({ ...revenueQuery.properties, ...unread }, only),
    reply: revenueReply,
  },
};

export const dateRangeSchema: TSchema = dateRange;
export const newGoalSchema: TSchema = newGoal;
export const goalSummarySchema: TSchema = goalSummary;
export const goalsReplySchema: TSchema = goalsReply;
export const sitesReplySchema: TSchema = sitesReply;
export const rejectedReplySchema: TSchema = rejectedReply;
export const replayReplySchema: TSchema = replayReply;
export const erasedReplySchema: TSchema = erasedReply;
export const siteSummarySchema: TSchema = siteSummary;
export const sessionReplySchema: TSchema = sessionReply;
export const tokensReplySchema: TSchema = tokensReply;
export const newTokenReplySchema: TSchema = newTokenReply;
export const newSharedLinkSchema: TSchema = newSharedLink;
export const sharedLinksReplySchema: TSchema = sharedLinksReply;
export const newSharedLinkReplySchema: TSchema = newSharedLinkReply;
export const unlockedReplySchema: TSchema = unlockedReply;
export const newAnnotationSchema: TSchema = newAnnotation;
export const annotationSchema: TSchema = annotation;
export const annotationsReplySchema: TSchema = annotationsReply;
export const siteRulesReplySchema: TSchema = siteRulesReply;
/** Rules that are not named stay. */
export const siteRulesChangeSchema: TSchema = Type.Partial(siteRulesReply, {
  additionalProperties: false,
});
