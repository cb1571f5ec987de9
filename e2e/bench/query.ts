import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Query, QueryReply } from '@passerby/wire';
import { runPasserby, startCollector } from '../support/collector.ts';
import { openStore } from '../support/stored-events.ts';
import { madeUpSites, makeUpYear } from './made-up-year.ts';

const site = 'shop.example';
const ask = (query: Partial<Query>): Query => ({
  site_id: site,
  metrics: ['visitors'],
  date_range: '30d',
  ...query,
});
const list = (dimension: NonNullable<Query['dimensions']>[number]): Query =>
  ask({ dimensions: [dimension], pagination: { limit: 10 } });

/** What people ask, each in the queries of one page, sent together. */
const questions: Record<string, Query[]> = {
  'overview, 30 days': [
    ask({ metrics: ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration'] }),
    ask({ metrics: ['visitors', 'visits', 'pageviews'], dimensions: ['time:day'] }),
    list('event:page'),
    list('visit:source'),
    list('visit:country'),
    list('visit:browser'),
    list('visit:os'),
    list('visit:device'),
    { ...list('event:name'), metrics: ['events'] },
  ],
  'visitors and views by day, 30 days': [
    ask({ metrics: ['visitors', 'pageviews'], dimensions: ['time:day'] }),
  ],
  'top pages, 30 days': [list('event:page')],
  'one page by day, 30 days': [
    ask({ dimensions: ['time:day'], filters: [['is', 'event:page', ['/products/7']]] }),
  ],
  'trend, 12 months': [
    ask({ metrics: ['visitors', 'pageviews'], dimensions: ['time:day'], date_range: '12mo' }),
  ],
  'filtered by source and page, 30 days': [
    ask({
      metrics: ['visitors', 'bounce_rate'],
      filters: [
        ['is', 'visit:source', ['Google']],
        ['contains', 'event:page', ['/products/1']],
      ],
    }),
  ],
};

/** `npm run bench -- query [--rows 10000000] [--times 10]`: questions about the largest of 50 sites. */
export async function benchQuery(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '10000000' },
      times: { type: 'string', default: '10' },
    },
  });
  const [rows, times] = [Number(values.rows), Number(values.times)];
  const dataDir = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  try {
    await runPasserby(['site', 'add', site], dataDir);
    const first = await startCollector({ dataDir }); // makes the schema
    await fetch(`${first.url}/healthz`);
    await first.stop();
    const madeAt = performance.now();
    const client = openStore(dataDir);
    await makeUpYear(client, rows);
    await printSizes(client);
    await client.close();
    console.log(`${rows} events of ${madeUpSites} sites made in ${toSeconds(performance.now() - madeAt)} s`);
    const collector = await startCollector({ dataDir });
    console.log(`${cpus().length} cores, each question ${times} times`);
    const table: Record<string, object> = {};
    for (const [name, queries] of Object.entries(questions)) {
      table[name] = {
        ...(await measure(collector.url, queries, times, false)),
        ...toRaw(await measure(collector.url, queries, times, true)),
      };
    }
    console.table(table);
    await collector.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Measured {
  plan: string;
  'p50 ms': number;
  'p95 ms': number;
}

const toRaw = (measured: Measured): object => ({
  'events p50 ms': measured['p50 ms'],
  'events p95 ms': measured['p95 ms'],
});

/** Asks the queries of a question together, again and again. */
async function measure(url: string, queries: Query[], times: number, raw: boolean): Promise<Measured> {
  const took: number[] = [];
  const plans = new Set<string>();
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    const replies = await Promise.all(queries.map((query) => post(url, { ...query, include: { raw } })));
    took.push(performance.now() - began);
    for (const { meta } of replies) plans.add(meta.plan ?? '');
  }
  const sorted = took.toSorted((one, other) => one - other);
  const quantile = (q: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN);
  return { plan: [...plans].join(' + '), 'p50 ms': quantile(0.5), 'p95 ms': quantile(0.95) };
}

async function post(url: string, query: Query): Promise<QueryReply> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  });
  if (response.status === 503) {
    // Short of time, as it says: the wait is a part of what the question took.
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
    return post(url, query);
  }
  if (!response.ok) throw new Error(`the collector answered ${response.status}: ${await response.text()}`);
  const reply = (await response.json()) as QueryReply;
  if ((reply.results[0]?.metrics[0] ?? 0) === 0)
    throw new Error(`nothing was counted: ${JSON.stringify(query)}`);
  return reply;
}

async function printSizes(client: ReturnType<typeof openStore>): Promise<void> {
  const result = await client.query({
    query: `
      SELECT table, toUInt32(sum(rows)) AS rows, round(sum(bytes_on_disk) / 1e6) AS MB
      FROM system.parts WHERE active AND database = 'passerby' AND table IN ('events', 'sessions', 'rollup')
      GROUP BY table ORDER BY table`,
    format: 'JSONEachRow',
  });
  console.table(await result.json());
}

const toSeconds = (ms: number): number => Math.round(ms / 1000);
