import type { ClickHouse } from './clickhouse.ts';

export interface TimesToLive {
  /** Months after which events, sessions and the loss ledger go; 0: never. */
  retentionMonths: number;
  /** The same of the rollup and of the days of visits. */
  rollupRetentionMonths: number;
}

const sessionStart = "toDateTime(bitShiftRight(session_id, 32), 'UTC')";

/** From when a row's time to live counts. */
const bornAt: Record<string, string> = {
  events: 'toDateTime(time)',
  sessions: sessionStart,
  session_merges: sessionStart,
  rejected_events: 'toDateTime(received_at)',
  ledger: 'time',
  late_hours: 'hour',
  rollup: 'time',
  day_visits: 'day',
  day_folds: 'day',
};

/** What has counts, and no visit. */
const counts = new Set(['rollup', 'day_visits', 'day_folds']);

/** Makes ClickHouse drop rows after this time; it does so in the background, with its merges. */
export async function setTimesToLive(
  { select, command }: Pick<ClickHouse, 'select' | 'command'>,
  { retentionMonths, rollupRetentionMonths }: TimesToLive,
): Promise<void> {
  const tables = await select<[name: string, engine: string]>({
    query: 'SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()',
  });
  for (const [name, engine] of tables) {
    const since = bornAt[name];
    if (since === undefined) continue;
    const wanted = counts.has(name) ? rollupRetentionMonths : retentionMonths;
    // Changed only where it differs, because each change goes over all parts.
    if (toMonths(engine) === wanted) continue;
    await command(
      `ALTER TABLE ${name} ${wanted === 0 ? 'REMOVE TTL' : `MODIFY TTL ${since} + INTERVAL ${wanted} MONTH`}`,
    );
  }
}

/** Months of the time to live that a table's definition tells; 0: for ever. */
function toMonths(engine: string): number {
  const [, unit, count] = /\bTTL .* \+ toInterval(Month|Year)\((\d+)\)/.exec(engine) ?? [];
  return Number(count ?? 0) * (unit === 'Year' ? 12 : 1);
}
