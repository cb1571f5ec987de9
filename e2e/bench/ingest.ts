import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countStoredEvents } from '../support/stored-events.ts';
import { runPasserby, startCollector } from '../support/collector.ts';
import { residentBytes } from './cpu.ts';
import { drive, type Driven } from './drive.ts';
import { watchLag } from './lag.ts';
import { site } from './realistic-load.ts';
import { measureStoredBytes, type StoredBytes } from './stored-bytes.ts';

const probeSite = 'probe.example';

interface Outcome extends Driven {
  stored: number;
  lag: number[];
  /** Resident memory before the load and at its end, bytes. */
  idleRss: number;
  rss: number;
  /** Of it, but for the pages of files. */
  ownRss: number;
  /** Delay of the collector's event loop, p99 over the run, ms. */
  loopDelayMs: number;
  bytes: StoredBytes;
}

/** How long a collector rests before its memory counts as idle, ms. */
const restMs = 3_000;
/** How long each server is under the load before it is measured: V8 compiles what is called often within the first seconds. */
const warmUpSeconds = 5;
/** How long the load goes on after it is measured, to see when events can be queried: by queries, 25 a second, which are no part of ingest. */
const watchedSeconds = 30;

/** `npm run bench -- ingest [--seconds 30] [--batch 10]`: the collector, and beside it what the machine could do. */
export async function benchIngest(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '30' }, batch: { type: 'string', default: '10' } },
  });
  const options = { seconds: Number(values.seconds), eventsPerBatch: Number(values.batch) };
  const floorOptions = { ...options, seconds: Math.min(options.seconds, 10) };
  console.log(
    `${cpus().length} cores shared with the load generator, ${options.seconds} s, batches of ${options.eventsPerBatch}`,
  );
  const bare = await benchFloor('fastify', floorOptions);
  const logged = await benchFloor('lmdb', floorOptions);
  const collector = await benchCollector(options);
  const stages = await benchStages(options.eventsPerBatch);
  print(bare, logged, collector, stages);
  if (collector.stored !== collector.accepted || collector.failures > 0) {
    console.error('the counts differ or requests failed: see the table');
    process.exitCode = 1;
  }
}

async function benchFloor(
  kind: 'fastify' | 'lmdb',
  options: { seconds: number; eventsPerBatch: number },
): Promise<Driven> {
  const program = fileURLToPath(new URL('./floors.ts', import.meta.url));
  const child = spawn(process.execPath, [program, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const exited = once(child, 'exit');
  try {
    const server = { url: line.replace('listening on ', ''), pid: child.pid ?? 0 };
    await drive(server, { ...options, seconds: warmUpSeconds });
    return await drive(server, options);
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function benchCollector(options: { seconds: number; eventsPerBatch: number }): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  try {
    for (const domain of [site, probeSite]) await runPasserby(['site', 'add', domain], dataDir);
    const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
    await sleep(restMs);
    const idleRss = residentBytes(collector.pid);
    const warmUp = await drive(collector, { ...options, seconds: warmUpSeconds });
    await readLoopDelay(collector.url); // each reading begins a new span
    const driven = await drive(collector, options);
    const loopDelayMs = await readLoopDelay(collector.url);
    const lag = watchLag(collector.url, probeSite);
    const watched = await drive(collector, { ...options, seconds: watchedSeconds });
    const samples = await lag.stop();
    const rss = residentBytes(collector.pid);
    const ownRss = residentBytes(collector.pid, 'own');
    await collector.stop();
    // The probe's own events are in the table as well: one a sample.
    const stored = (await countStoredEvents(dataDir)) - samples.length;
    const bytes = await measureStoredBytes(dataDir);
    const all = [warmUp, driven, watched];
    const accepted = all.reduce((sum, part) => sum + part.accepted, 0);
    const failures = all.reduce((sum, part) => sum + part.failures, 0);
    return { ...driven, accepted, failures, stored, lag: samples, idleRss, rss, ownRss, loopDelayMs, bytes };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function readLoopDelay(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Math.round(Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000);
}

/** CPU time of each step alone, µs an event. */
async function benchStages(eventsPerBatch: number): Promise<Record<string, number>> {
  const program = fileURLToPath(new URL('./stages.ts', import.meta.url));
  const child = spawn(process.execPath, [program, String(eventsPerBatch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as Record<string, number>;
}

function print(bare: Driven, logged: Driven, collector: Outcome, stages: Record<string, number>): void {
  const row = (driven: Driven): Record<string, number | string> => ({
    'events/s': driven.eventsPerSecond,
    'of bare Fastify': (driven.eventsPerSecond / bare.eventsPerSecond).toFixed(2),
    'p50 ms': driven.p50Ms,
    'p99 ms': driven.p99Ms,
    'CPU µs/event': driven.cpuMicrosPerEvent,
    failures: driven.failures,
  });
  console.table({ 'bare Fastify': row(bare), 'Fastify + LMDB': row(logged), collector: row(collector) });
  const quantile = (q: number): number =>
    Math.round(collector.lag[Math.floor(collector.lag.length * q)] ?? NaN);
  console.log(`acknowledged ${collector.accepted}, rows in ClickHouse ${collector.stored}`);
  console.log(
    `queryable after the 202: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms (${collector.lag.length} samples)`,
  );
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
  console.log(
    `memory: idle ${megabytes(collector.idleRss)} MB, at the end ${megabytes(collector.rss)} MB, ${megabytes(collector.ownRss)} of them no pages of files`,
  );
  console.log(`delay of the event loop: p99 ${collector.loopDelayMs} ms`);
  const { events, all } = collector.bytes;
  console.log(`on disk: ${events} bytes an event, ${all} with what the views feed`);
  console.log('CPU time of each step alone, µs an event:');
  console.table(
    Object.fromEntries(Object.entries(stages).map(([name, cost]) => [name, Number(cost.toFixed(1))])),
  );
}
