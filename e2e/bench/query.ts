import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Query, QueryBatch, QueryBatchReply, QueryReply } from '@passerby/wire';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { openStore } from '../support/stored-events.ts';
import { cpuMicros, residentBytes } from './cpu.ts';
import { foldAll } from './fold-all.ts';
import { madeUpSites, makeUpYear } from './made-up-year.ts';
import { createLoad, type Load } from './realistic-load.ts';

const site = 'shop.example';
const ask = (query: Partial<Query>): Query => ({
  site_id: site,
  metrics: ['visitors'],
  date_range: '30d',
  ...query,
});
const list = (dimension: NonNullable<Query['dimensions']>[number]): Query =>
  ask({ dimensions: [dimension], pagination: { limit: 10 } });

/** A request of the API. */
interface Question {
  path: string;
  body: object;
}

const toQuestion = (body: Query): Question => ({ path: '/api/v1/query', body });

function toBatch(queries: Query[]): Question {
  return { path: '/api/v1/query/batch', body: { queries } };
}

const overview = 'overview, 30 days';
const overviewQueries: Query[] = [
  ask({ metrics: ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration'] }),
  ask({ metrics: ['visitors', 'visits', 'pageviews'], dimensions: ['time:day'] }),
  list('event:page'),
  list('visit:source'),
  list('visit:country'),
  list('visit:browser'),
  list('visit:os'),
  list('visit:device'),
  { ...list('event:name'), metrics: ['events'] },
];

/** What people ask, each in the requests of one page, sent together. */
const questions: Record<string, Question[]> = {
  [overview]: [toBatch(overviewQueries)],
  'overview, 30 days, its queries one by one': overviewQueries.map(toQuestion),
  'visitors and views by day, 30 days': [
    toQuestion(ask({ metrics: ['visitors', 'pageviews'], dimensions: ['time:day'] })),
  ],
  'top pages, 30 days': [toQuestion(list('event:page'))],
  'one page by day, 30 days': [
    toQuestion(ask({ dimensions: ['time:day'], filters: [['is', 'event:page', ['/products/7']]] })),
  ],
  'trend, 12 months': [
    toQuestion(ask({ metrics: ['visitors', 'pageviews'], dimensions: ['time:day'], date_range: '12mo' })),
  ],
  'filtered by source and page, 30 days': [
    toQuestion(
      ask({
        metrics: ['visitors', 'bounce_rate'],
        filters: [
          ['is', 'visit:source', ['Google']],
          ['contains', 'event:page', ['/products/1']],
        ],
      }),
    ),
  ],
  'funnel of three steps, 30 days': [
    {
      path: '/api/v1/reports/funnel',
      body: {
        site_id: site,
        date_range: '30d',
        steps: [{ page: '/products/*' }, { page: '/products/*' }, { event: 'sign-up' }],
        window: 2_592_000,
      },
    },
  ],
};

/**
 * `npm run bench -- query [--rows 10000000] [--times 10] [--data <dir>]`: questions about the largest of 50 sites. `--data`
 * keeps what was made, and asks about it where it is there already.
 */
export async function benchQuery(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '10000000' },
      times: { type: 'string', default: '10' },
      data: { type: 'string' },
    },
  });
  const [rows, times] = [Number(values.rows), Number(values.times)];
  const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  try {
    if (!existsSync(join(dataDir, 'clickhouse'))) await makeStore(dataDir, rows);
    const foldingAt = performance.now();
    const days = await foldAll(dataDir);
    console.log(`${days} days folded in ${toSeconds(performance.now() - foldingAt)} s`);
    console.log(`${cpus().length} cores, each question ${times} times`);
    const settings = { PASSERBY_TRUSTED_PROXIES: '127.0.0.1', PASSERBY_MAX_QUERIES_PER_TOKEN: '10' };
    const collector = await startCollector({ dataDir, env: { ...settings, PASSERBY_MAX_CACHE_BYTES: '0' } });
    await whenMerged(collector);
    const table: Record<string, object> = {};
    for (const [name, asked] of Object.entries(questions)) {
      table[name] = {
        ...(await measure(collector, asked, times)),
        ...(asked.every(({ path }) => path.startsWith('/api/v1/query')) &&
          toRaw(await measure(collector, asked.map(fromEvents), times))),
      };
    }
    const beside = await measureUnderLoad(collector, times);
    table[`${overview}, beside ${beside.eventsPerSecond} events/s`] = beside.measured;
    console.table(table);
    for (const encoding of ['identity', 'gzip', 'br']) await measureExport(collector, encoding);
    await collector.stop();
    const warm = await startCollector({ dataDir, env: settings });
    const asked = questions[overview] ?? [];
    await measure(warm, asked, 1);
    console.table({ [`${overview}, from the cache`]: await measure(warm, asked, times) });
    await warm.stop();
  } finally {
    if (values.data === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function makeStore(dataDir: string, rows: number): Promise<void> {
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
}

interface Measured {
  plan: string;
  'p50 ms': number;
  'p95 ms': number;
  /** Time of the processor that the collector used for the question, mean. */
  'CPU ms': number;
}

const fromEvents = ({ path, body }: Question): Question =>
  'queries' in body
    ? toBatch((body as QueryBatch).queries.map((query) => ({ ...query, include: { raw: true } })))
    : { path, body: { ...body, include: { raw: true } } };

const toRaw = (measured: Measured): object => ({
  'events p50 ms': measured['p50 ms'],
  'events p95 ms': measured['p95 ms'],
  'events CPU ms': measured['CPU ms'],
});

/** Asks the requests of a question together, again and again. */
async function measure(
  { url, pid }: Pick<Collector, 'url' | 'pid'>,
  asked: Question[],
  times: number,
): Promise<Measured> {
  const took: number[] = [];
  const plans = new Set<string>();
  const usedBefore = cpuMicros(pid);
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    const replies = await Promise.all(asked.map((question) => post(url, question)));
    took.push(performance.now() - began);
    for (const { meta } of replies.flat()) plans.add(meta?.plan ?? 'events');
  }
  const used = (cpuMicros(pid) - usedBefore) / 1000 / times;
  const sorted = took.toSorted((one, other) => one - other);
  const quantile = (q: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN);
  return {
    plan: [...plans].join(' + '),
    'p50 ms': quantile(0.5),
    'p95 ms': quantile(0.95),
    'CPU ms': Math.round(used),
  };
}

async function post(url: string, question: Question): Promise<Pick<QueryReply, 'meta'>[]> {
  const response = await fetch(url + question.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question.body),
  });
  if (response.status === 503) {
    // Short of time, as it says: the wait is a part of what the question took.
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
    return post(url, question);
  }
  if (!response.ok) throw new Error(`the collector answered ${response.status}: ${await response.text()}`);
  const reply = (await response.json()) as Counted | QueryBatchReply;
  const answers = 'answers' in reply ? reply.answers : [reply];
  return answers.map((answer) => {
    if ('error' in answer) throw new Error(`the collector answered ${JSON.stringify(answer)}`);
    const { results, steps } = answer as Counted;
    if ((results?.[0]?.metrics[0] ?? steps?.at(-1)?.visitors ?? 0) === 0)
      throw new Error(`nothing was counted: ${JSON.stringify(question.body)}`);
    return answer;
  });
}

type Counted = QueryReply & { steps?: { visitors: number }[] };

/** Waits until ClickHouse has merged what was made, as that of a real site is: a second with less than 50 ms of work. */
async function whenMerged({ url, pid }: Pick<Collector, 'url' | 'pid'>): Promise<void> {
  // ClickHouse wakes with the first questions.
  await post(url, toBatch(overviewQueries));
  const startedAt = performance.now();
  for (let [used, before] = [Infinity, cpuMicros(pid)]; used > 50_000;) {
    await sleep(1000);
    const now = cpuMicros(pid);
    [used, before] = [now - before, now];
  }
  console.log(`merged after ${toSeconds(performance.now() - startedAt)} s`);
}

/** The overview while events come in at about 5,000 a second, in batches of 50. */
async function measureUnderLoad(
  { url, pid }: Collector,
  times: number,
): Promise<{ eventsPerSecond: number; measured: Measured }> {
  const load = createLoad(50, 400);
  const startedAt = performance.now();
  const sending = new Set<Promise<unknown>>();
  let sent = 0;
  const timer = setInterval(() => {
    while (sent < (performance.now() - startedAt) * 5 && sending.size < 32) {
      const next = load[sent % load.length] as Load;
      const request = { method: 'POST', headers: next.headers, body: next.body() };
      const one = fetch(`${url}/api/v1/events`, request).then((response) => {
        if (response.status !== 202) throw new Error(`the collector answered ${response.status}`);
        return response.arrayBuffer();
      });
      sending.add(one);
      void one.finally(() => sending.delete(one));
      sent += 50;
    }
  }, 20);
  const measured = await measure({ url, pid }, questions[overview] ?? [], times);
  clearInterval(timer);
  await Promise.all(sending);
  return { eventsPerSecond: Math.round((1000 * sent) / (performance.now() - startedAt)), measured };
}

/** All events of the site as NDJSON, and what the collector takes of memory meanwhile; `fetch` unpacks it in this process. */
async function measureExport({ url, pid }: Collector, encoding: string): Promise<void> {
  const before = residentBytes(pid);
  const usedBefore = cpuMicros(pid);
  const startedAt = performance.now();
  // `all` begins when the site was added, which is later than the made-up year.
  const [from, to] = [400, 0].map((days) =>
    new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
  );
  const response = await fetch(`${url}/api/v1/export?site_id=${site}&date_range=${from},${to}`, {
    headers: { 'accept-encoding': encoding },
  });
  let [rows, most] = [0, 0];
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte === 10) rows++;
    most = Math.max(most, residentBytes(pid));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const toMb = (bytes: number): number => Math.round(bytes / 1e6);
  console.log(
    `export (${encoding}): ${rows} events at ${Math.round(rows / seconds)} a second, ${Math.round((cpuMicros(pid) - usedBefore) / rows)} µs of the processor an event, ${toMb(before)} MB of memory before, ${toMb(most)} at most`,
  );
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
