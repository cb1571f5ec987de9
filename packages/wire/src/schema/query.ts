import { Type, type Static, type TSchema, type TUnsafe } from 'typebox';
import { limits } from '../limits.ts';
import type { DateRange, Query, QueryReply } from '../query.ts';
import type { QueryBatch, QueryBatchReply } from '../query-batch.ts';
import { errorReplySchema } from './batch.ts';
import { filterDimension, filters, filtersUnread } from './filter.ts';
import type { AllSame, Same } from './same.ts';
import { token } from './values.ts';

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

const range = Type.Union([
  Type.Literal('day'),
  Type.Literal('24h'),
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
export const dateRangeSchema: TUnsafe<DateRange> = Type.Unsafe<DateRange>(range);

const comparison = Type.Union([
  Type.Object(
    { mode: Type.Union([Type.Literal('previous_period'), Type.Literal('year_over_year')]) },
    { additionalProperties: false },
  ),
  Type.Object({ mode: Type.Literal('custom'), date_range: dateRangeSchema }, { additionalProperties: false }),
]);

const query = Type.Object(
  {
    site_id: token,
    metrics: Type.Array(metric, { minItems: 1, maxItems: 22, uniqueItems: true }),
    date_range: dateRangeSchema,
    dimensions: Type.Optional(Type.Array(dimension, { maxItems: 10, uniqueItems: true })),
    filters,
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
    plan: Type.Optional(
      Type.Union([
        Type.Literal('events'),
        Type.Literal('rollup'),
        Type.Literal('visit_days'),
        Type.Literal('ledger'),
      ]),
    ),
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
        ...errorReplySchema.properties,
        status: Type.Integer(),
        retry_after: Type.Optional(Type.Integer()),
      }),
    ]),
  ),
});

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof range>, DateRange>,
    Same<Static<typeof query>, Query>,
    Same<Static<typeof queryReply>, QueryReply>,
    Same<Static<typeof queryBatch>, QueryBatch>,
    Same<Static<typeof queryBatchReply>, QueryBatchReply>,
  ]
>;

export const querySchema: TSchema = query;

const only = { additionalProperties: false };
/** The query with its filters unread: each is judged alone. */
export const queryEnvelopeSchema: TSchema = Type.Object(
  { ...query.properties, filters: filtersUnread },
  only,
);
export const queryReplySchema: TSchema = queryReply;
export const queryBatchSchema: TSchema = queryBatch;
/** The batch with its queries unread: each is judged alone. */
export const queryBatchEnvelopeSchema: TSchema = Type.Object(
  { queries: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.queriesPerBatch }) },
  only,
);
export const queryBatchReplySchema: TSchema = queryBatchReply;
