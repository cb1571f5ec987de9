import type { Query, QueryReply, QueryRow } from '@passerby/wire';
import type { Goals } from '../control/goals.ts';
import type { Site } from '../control/sites.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ask } from './ask.ts';
import type { Statement } from './bindings.ts';
import { checkExpressions } from './check-expressions.ts';
import { compareRows, toComparedRange } from './compare.ts';
import { toRange, type Range } from './date-range.ts';
import { isLedgerMetric, reportLedger } from './ledger-report.ts';
import { needs, type VisitMetric } from './metrics.ts';
import { choosePlan } from './plan.ts';
import { createAloneReader, type Read, type Row } from './read-rows.ts';
import { isTime, toTimeLabels, toTimeStep, type TimeStep } from './time-step.ts';

export interface QueryStages {
  goals: Pick<Goals, 'list'>;
  clickhouse: Pick<ClickHouse, 'select'>;
  answers: Pick<AnswerCache, 'answer'>;
  log: Pick<EventLog, 'name' | 'pending'>;
  /** After which ClickHouse drops events; 0: never. */
  retentionMonths: number;
}

type Meta = QueryReply['meta'];
interface Answer {
  rows: QueryRow[];
  meta: Meta;
}

/** Answers a valid query about a site. `read`: how its rows are read; default: by a statement of their own. */
export async function answerQuery(
  query: Query,
  site: Site,
  stages: QueryStages,
  read: Read = createAloneReader((statement) => ask(stages.clickhouse, statement)),
): Promise<QueryReply> {
  const range = toRange(query.date_range, site);
  const step = toStepOf(query, range);
  const labels = query.include?.time_labels ? { time_labels: toTimeLabels(range, step) } : {};
  const { rows, meta } = query.metrics.some(isLedgerMetric)
    ? await answerFromLedger(query, site, range, stages)
    : await answerFromEvents(query, site, range, stages, read);
  const compared = query.include?.comparisons
    ? await compare(query, site, range, rows, stages, read)
    : { rows, meta: {} };
  return {
    results: compared.rows,
    meta: { ...labels, ...meta, ...compared.meta },
    query: { ...query, date_range: toTexts(range) },
  };
}

/** A range as an answer tells it. */
export const toTexts = ({ from, to }: Range): [string, string] => [from.toISO() ?? '', to.toISO() ?? ''];

function toStepOf({ dimensions = [] }: Query, range: Range): TimeStep {
  const time = dimensions.find(isTime);
  return time ? toTimeStep(time, range) : 'day';
}

async function answerFromLedger(
  query: Query,
  site: Site,
  range: Range,
  stages: QueryStages,
): Promise<Answer> {
  const all = await reportLedger(query, {
    site,
    range,
    select: (statement) => ask(stages.clickhouse, statement),
    log: stages.log,
    retentionMonths: stages.retentionMonths,
  });
  const { limit = 10_000, offset = 0 } = query.pagination ?? {};
  return {
    rows: toRows(query, all.slice(offset, offset + limit)),
    meta: { plan: 'ledger', ...(query.include?.total_rows && { total_rows: all.length }) },
  };
}

async function answerFromEvents(
  query: Query,
  site: Site,
  range: Range,
  stages: QueryStages,
  read: Read,
  only?: string[][],
): Promise<Answer> {
  const [goals] = await Promise.all([
    stages.goals.list(site.id),
    checkExpressions([{ path: 'filters', filters: query.filters }], stages.clickhouse),
  ]);
  const planned = await choosePlan({ query, site, range, goals, ...(only && { only }) }, stages);
  const { plan, question } = planned;
  const { rows, extra } = await read(planned);
  // Each row carries what is known of all rows, and a page beyond the last has none.
  const first =
    rows[0] ??
    (query.include?.total_rows
      ? (await read({ ...planned, question: { ...question, query: { ...query, pagination: { limit: 1 } } } }))
          .rows[0]
      : undefined);
  const width = (query.dimensions?.length ?? 0) + query.metrics.length;
  const known = Object.fromEntries(extra.map((column, index) => [column, first?.[width + index]]));
  const answered = toRows(query, rows);
  const { currencies = [] } = known as { currencies?: string[] };
  const { sample = 1 } = query.include ?? {};
  const isSample = sample < 1 && plan === 'events';
  const isMixed = currencies.length > 1 && query.dimensions?.includes('event:currency') !== true;
  return {
    rows: isMixed ? answered.map((row) => withoutRevenue(row, query)) : answered,
    meta: {
      plan,
      ...(query.include?.explain && { explain: await explain(planned.write(question), stages) }),
      ...(query.include?.total_rows && { total_rows: Number(known['total'] ?? 0) }),
      ...((isSample || Boolean(known['sampled'])) && { sampled: true }),
      ...(isSample && { sample }),
      ...(currencies.length === 1 && { currency: currencies[0] ?? '' }),
      ...(isMixed && { metric_warnings: warnOfCurrencies(query, currencies) }),
    },
  };
}

/** What ClickHouse is going to do for a statement, line by line. */
async function explain({ query, query_params }: Statement, { clickhouse }: QueryStages): Promise<string[]> {
  const lines = await ask<[string]>(clickhouse, {
    query: `EXPLAIN indexes = 1 ${query}`,
    query_params,
  });
  return lines.map(([line]) => line);
}

function toRows({ dimensions = [], metrics }: Query, rows: Row[]): QueryRow[] {
  const width = dimensions.length + metrics.length;
  return rows.map((row) => ({
    metrics: row.slice(dimensions.length, width) as (number | null)[],
    dimensions: row.slice(0, dimensions.length) as string[],
  }));
}

const isRevenue = (metric: Query['metrics'][number]): boolean => needs[metric as VisitMetric] === 'worth';

/** Euros and dollars have no sum. */
const withoutRevenue = (row: QueryRow, { metrics }: Query): QueryRow => ({
  ...row,
  metrics: row.metrics.map((value, index) => (isRevenue(metrics[index] ?? 'visits') ? null : value)),
});

function warnOfCurrencies({ metrics }: Query, currencies: string[]): NonNullable<Meta['metric_warnings']> {
  const warning = `the revenue is in ${currencies.toSorted().join(', ')}; filter by event:currency, or group by it`;
  return Object.fromEntries(
    metrics.filter(isRevenue).map((metric) => [metric, { code: 'several_currencies', warning }]),
  );
}

async function compare(
  query: Query,
  site: Site,
  range: Range,
  rows: QueryRow[],
  stages: QueryStages,
  read: Read,
): Promise<Answer> {
  const { comparisons, ...include } = query.include ?? {};
  if (!comparisons) return { rows, meta: {} };
  const { order_by: _order, ...unordered } = query;
  const otherRange = toComparedRange(comparisons, range, site);
  const dimensions = query.dimensions ?? [];
  const place = dimensions.findIndex(isTime);
  const step = toStepOf(query, range);
  const [labels, otherLabels] = place >= 0 ? [range, otherRange].map((each) => toTimeLabels(each, step)) : [];
  const indexes = new Map(labels?.map((label, index) => [label, index]));
  // A step of time is compared with the one at the same place in the other range.
  const toOther = (values: string[]): string[] =>
    values.map((value, index) => (index === place ? (otherLabels?.[indexes.get(value) ?? -1] ?? '') : value));
  const meta: Meta = {
    comparison_date_range: toTexts(otherRange),
    ...(include.time_labels && { comparison_time_labels: otherLabels ?? toTimeLabels(otherRange, step) }),
  };
  if (rows.length === 0) return { rows, meta };
  const others = await answerFromEvents(
    {
      ...unordered,
      // `time` alone means the same step in both, however long they are.
      dimensions: dimensions.map((dimension) => (isTime(dimension) ? (`time:${step}` as const) : dimension)),
      include: include.sample === undefined ? {} : { sample: include.sample },
      pagination: {},
    },
    site,
    otherRange,
    stages,
    read,
    dimensions.length > 0 ? rows.map((row) => toOther(row.dimensions)) : undefined,
  );
  const { sample } = others.meta;
  return {
    rows: compareRows(rows, others.rows, query.metrics, toOther),
    meta: { ...meta, ...(sample !== undefined && { sampled: true, sample }) },
  };
}
