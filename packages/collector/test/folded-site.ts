import { setTimeout as sleep } from 'node:timers/promises';
import type { Query, QueryReply } from '@passerby/wire';
import { expect } from 'vitest';
import type { Config } from '../src/config.ts';
import { mostInsertSeconds, toFoldsSql } from '../src/query/folds.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { site } from './use-collector.ts';

/** Days with events: eight of them, the last long over, so that all may be folded. */
export const daysAgo = [9, 8, 7, 6, 5, 4, 3, 2] as const;

const today = Math.floor(Date.now() / 86_400_000);

/** A day's name, such as `2026-11-01`, in UTC. */
const dayOf = (ago: number): string => new Date((today - ago) * 86_400_000).toISOString().slice(0, 10);

/** Noon of a day, ms. */
export const noonOf = (ago: number): number => (today - ago) * 86_400_000 + 43_200_000;

export const date_range: [string, string] = [dayOf(daysAgo[0]), dayOf(daysAgo.at(-1) ?? 0)];

/** Runs `work` on the collector's ClickHouse, past the collector. */
export async function withClickHouse<Result>(
  config: Config,
  work: (clickhouse: ClickHouse) => Promise<Result>,
): Promise<Result> {
  const clickhouse = await openClickHouse(config);
  try {
    return await work(clickhouse);
  } finally {
    await clickhouse.close();
  }
}

/** So many that six of the days are enough for days of visits to be asked: what comes late may spoil its day and the next. */
const eventsADay = 30_000;
export const storedEvents: number = eventsADay * daysAgo.length;

/** Stores visits of two events on each of the days, some over midnight, half of visitors known for a day, as if they had come in time. */
export async function storeEvents(clickhouse: ClickHouse): Promise<void> {
  // As if the rollup had been there when these happened.
  await clickhouse.insert('schema_migrations (name, applied_at)', ['["0011-rollup.sql",1000000000]']);
  for (const ago of daysAgo) {
    const start = (today - ago) * 86_400;
    // The last of them end with the day.
    const length = ago === daysAgo.at(-1) ? 86_000 : 86_400;
    await clickhouse.command(`
      INSERT INTO events (site_id, session_id, visitor_id, time, event_id, type, name, hostname, path, source, country, browser, identified, sample_rate)
      WITH intDiv(number, 2) AS visit, ${start} + visit * ${length / (eventsADay / 2)} AS second
      SELECT 1, bitShiftLeft(toUInt64(second), 32) + visit,
             if(visit % 2, 0, intDiv(toUInt64(second), 86400) * 10000) + visit % 5000 + 1,
             fromUnixTimestamp64Milli(toInt64(second * 1000) + 90000 * (number % 2), 'UTC'), generateUUIDv4(), 'pageview', 'pageview',
             '${site}', concat('/', toString((visit + number) % 50)), ['', 'news', 'search'][visit % 3 + 1],
             ['DE', 'FR'][visit % 2 + 1], ['Chrome', 'Firefox'][visit % 2 + 1], visit % 2, 1
      FROM numbers(${eventsADay})`);
  }
  await clickhouse.command('TRUNCATE TABLE late_hours');
}

/** As if what came late had come five minutes sooner, as long as an insert may take, but still after the folds of before. */
export async function letLateSettle({ command }: Pick<ClickHouse, 'command'>): Promise<void> {
  await command(
    `ALTER TABLE late_hours UPDATE changed_at = changed_at - ${mostInsertSeconds}
     WHERE changed_at > now() - ${mostInsertSeconds} SETTINGS mutations_sync = 1`,
  );
  // A fold of the same second would not count.
  await sleep(1_100);
}

/** How long ago the days with events were whose folds count. */
export async function readFoldedDays({ select }: Pick<ClickHouse, 'select'>): Promise<number[]> {
  const folds = await select<[string]>(toFoldsSql({ id: 1, timezone: 'UTC' }, ...date_range));
  const names = new Set(folds.map(([name]) => name));
  return daysAgo.filter((ago) => names.has(dayOf(ago)));
}

type Asked = Omit<Query, 'site_id'>;

const questions: Omit<Asked, 'date_range'>[] = [
  {
    metrics: [
      'visitors',
      'visits',
      'pageviews',
      'events',
      'views_per_visit',
      'bounce_rate',
      'visit_duration',
    ],
  },
  { metrics: ['visitors', 'visits', 'bounce_rate'], dimensions: ['time:day'] },
  { metrics: ['visits', 'visit_duration'], dimensions: ['visit:source'] },
  { metrics: ['visitors', 'pageviews'], dimensions: ['event:page'] },
  { metrics: ['visits', 'bounce_rate'], dimensions: ['visit:entry_page'] },
];

/** Expects of questions about the days that days of visits answer them, as the events do. Answers the page views of all. */
export async function expectAsOfEvents(asker: { query(query: Asked): Promise<QueryReply> }): Promise<number> {
  for (const question of questions) {
    const asked = { ...question, date_range };
    const [days, events] = [
      await asker.query(asked),
      await asker.query({ ...asked, include: { raw: true } }),
    ];
    expect([days.meta.plan, events.meta.plan], JSON.stringify(asked)).toEqual(['visit_days', 'events']);
    expect(days.results, JSON.stringify(asked)).toEqual(events.results);
  }
  const { results } = await asker.query({ metrics: ['pageviews'], date_range });
  return Number(results[0]?.metrics[0]);
}
