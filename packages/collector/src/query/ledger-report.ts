import type { LedgerMetric, Metric, Query } from '@passerby/wire';
import type { Site } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { EventLog, PendingLedger } from '../log/event-log.ts';
import { refused, replayedMark, type LedgerEntry } from '../log/ledger.ts';
import type { Statement } from './bindings.ts';
import type { Range } from './date-range.ts';
import { toNeverArrivedSql } from './never-arrived.ts';
import { isTime, stepSql, toTimeLabel, toTimeStep } from './time-step.ts';

const ledgerMetrics = new Set<Metric>([
  'received',
  'stored',
  'queued',
  'duplicates',
  'rejected',
  'never_arrived',
  'loss_rate',
] satisfies LedgerMetric[]);

export const isLedgerMetric = (metric: Metric): metric is LedgerMetric => ledgerMetrics.has(metric);

/** Codes of what the site's own rules turn away: not stored, and not lost. */
const unwanted = new Set(['hostname_not_allowed', 'path_excluded']);

/** How often the ledger is read anew because a batch was acknowledged meanwhile; inserts are a second apart. */
const mostReadings = 10;

type Row = (string | number | null)[];

interface About {
  site: Pick<Site, 'id' | 'timezone' | 'limits'>;
  range: Range;
  /** After which ClickHouse drops events; 0: never. */
  retentionMonths: number;
  select: (statement: Statement) => Promise<unknown[][]>;
  log: Pick<EventLog, 'name' | 'pending'>;
}

/** What became of the events of one stretch of time. */
interface Fates {
  /** By kind; see `LedgerEntry`. */
  settled: Map<string, number>;
  pending: Map<string, number>;
  neverArrived: number;
}

/** Answers a query for metrics of the ledger: all its rows, in order. */
export async function reportLedger(query: Query, about: About): Promise<Row[]> {
  const dimension = query.dimensions?.find(isTime);
  const step = dimension && toTimeStep(dimension, about.range);
  const labelOf = (ms: number): string => (step ? toTimeLabel(ms, about.site.timezone, step) : '');
  const label = (column: string): string => (step ? stepSql[step](column) : `''`);

  const fates = new Map<string, Fates>();
  const at = (name: string): Fates => {
    let known = fates.get(name);
    if (!known) fates.set(name, (known = { settled: new Map(), pending: new Map(), neverArrived: 0 }));
    return known;
  };
  if (!step) at('');

  const { rows, pending } = await readAtOneMoment(about, toLedgerSql(about, label('time')));
  for (const [name, kinds] of rows) at(name).settled = new Map(Object.entries(kinds));
  for (const { siteId, time, kind, count } of pending) {
    if (siteId !== about.site.id || time < about.range.from.toMillis() || time >= about.range.to.toMillis())
      continue;
    add(at(labelOf(time)).pending, kind, count);
  }
  if (query.metrics.some((metric) => metric === 'never_arrived' || metric === 'loss_rate')) {
    const missing = await about.select(
      toNeverArrivedSql(about.site, about.range, label('last_at'), about.retentionMonths),
    );
    for (const [name, count] of missing as [string, number][]) at(name).neverArrived = count;
  }
  return toRows(query, fates);
}

/** Events of a site that all collectors accepted in a range, those that wait in this one's log included. */
export async function countAccepted(about: Omit<About, 'retentionMonths'>): Promise<number> {
  const query: Query = { site_id: '', metrics: ['stored', 'queued'], date_range: 'all' };
  const [[stored, queued] = []] = await reportLedger(query, { ...about, retentionMonths: 0 });
  return Number(stored) + Number(queued);
}

function toLedgerSql({ site, range, log }: About, label: string): Statement {
  return {
    query: `
SELECT ${label} AS label, sumMap(map(toString(kind), count)), maxIf(last, log = {log:String})
FROM ledger
WHERE site_id = {site:UInt32} AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')
GROUP BY label`,
    query_params: {
      site: site.id,
      log: log.name,
      timezone: site.timezone,
      from: toSeconds(range.from.toMillis()),
      to: toSeconds(range.to.toMillis()),
    },
  };
}

const toSeconds = (ms: number): number => Math.min(Math.max(0, Math.ceil(ms / 1000)), 4_294_967_295);

type LedgerRow = [label: string, kinds: Record<string, number>, last: number];

/** What ClickHouse has counted and what waits in the log, of the same moment: no event is in both or in none. */
async function readAtOneMoment(
  { select, log }: About,
  statement: Statement,
): Promise<{ rows: LedgerRow[]; pending: LedgerEntry[] }> {
  for (let reading = 0; reading < mostReadings; reading++) {
    const before: PendingLedger = log.pending();
    const rows = (await select(statement)) as LedgerRow[];
    const now = log.pending();
    if (now.acknowledged !== before.acknowledged) continue;
    const last = rows.reduce((most, row) => Math.max(most, row[2]), 0);
    return { rows, pending: now.after(last) };
  }
  throw new RequestError('clickhouse_unavailable', 'ClickHouse is too slow to be counted; ask again later', {
    retryAfter: 5,
  });
}

function toRows(query: Query, fates: Map<string, Fates>): Row[] {
  const dimensions = query.dimensions ?? [];
  const byCode = dimensions.includes('rejection:code');
  const rows: Row[] = [];
  for (const [label, fate] of fates) {
    const rejected = rejectedOf(fate);
    for (const [code, count] of byCode ? rejected : [['', 0] as const]) {
      rows.push([
        ...dimensions.map((dimension) => (dimension === 'rejection:code' ? code : label)),
        ...query.metrics.map((metric) => (byCode ? count : valueOf(metric as LedgerMetric, fate, rejected))),
      ]);
    }
  }
  return rows.toSorted(inOrderOf(query));
}

/** By code, without what was replayed since. */
function rejectedOf({ settled, pending }: Fates): Map<string, number> {
  const codes = new Map<string, number>();
  for (const [kind, count] of [...settled, ...pending]) {
    if (kind.startsWith(replayedMark)) add(codes, kind.slice(replayedMark.length), -count);
    else if (kind !== 'accepted' && kind !== 'duplicates') add(codes, kind, count);
  }
  return new Map([...codes].filter(([, count]) => count !== 0));
}

function valueOf(metric: LedgerMetric, fate: Fates, rejected: Map<string, number>): number | null {
  const { settled, pending, neverArrived } = fate;
  const stored = (settled.get('accepted') ?? 0) - (settled.get(refused) ?? 0);
  const queued = pending.get('accepted') ?? 0;
  const duplicates = (settled.get('duplicates') ?? 0) + (pending.get('duplicates') ?? 0);
  const allRejected = sum(rejected.values());
  switch (metric) {
    case 'received':
      return stored + queued + duplicates + allRejected;
    case 'stored':
      return stored;
    case 'queued':
      return queued;
    case 'duplicates':
      return duplicates;
    case 'rejected':
      return allRejected;
    case 'never_arrived':
      return neverArrived;
    default: {
      const wanted = [...rejected].filter(([code]) => !unwanted.has(code)).map(([, count]) => count);
      const lost = neverArrived + sum(wanted);
      const all = stored + queued + lost;
      return all === 0 ? null : Math.round((10_000 * lost) / all) / 100;
    }
  }
}

/** As `sql.ts` orders: by what was asked for, else by time, else by the first metric; the dimensions last. */
function inOrderOf({ metrics, dimensions = [], order_by }: Query): (one: Row, other: Row) => number {
  const names: (string | undefined)[] = [...dimensions, ...metrics];
  const time = dimensions.findIndex(isTime);
  const terms = order_by?.map(
    ([by, direction]) => [names.indexOf(by), direction === 'asc' ? 1 : -1] as const,
  ) ?? [time >= 0 ? ([time, 1] as const) : ([dimensions.length, -1] as const)];
  const all = [...terms, ...dimensions.map((_, index) => [index, 1] as const)];
  return (one, other) => {
    for (const [index, sign] of all) {
      const [a, b] = [one[index] ?? 0, other[index] ?? 0];
      if (a !== b) return a < b ? -sign : sign;
    }
    return 0;
  };
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

function add(kinds: Map<string, number>, kind: string, count: number): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + count);
}
