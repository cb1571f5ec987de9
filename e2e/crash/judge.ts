import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask } from '../support/ask.ts';
import type { Sent } from './load.ts';
import { earlier, findWrongFolds, whenFolded, type PastDays } from './past-days.ts';

/** See migration 0011: one without a dimension, and six by one. */
const setsInRollup = 7;
/** Within which everything must be in ClickHouse at the end. */
const drainWithinMs = 180_000;

const compareProgram = fileURLToPath(new URL('compare-rows.ts', import.meta.url));

/** A collector that has been through it all, and its ClickHouse, where that is a server. */
interface Judged {
  url: string;
  dataDir: string;
  clickhouseUrl: string | undefined;
  days: PastDays;
  startCollector: () => Promise<void>;
  stopCollector: () => Promise<void>;
  makeFiveMinutesLater: () => Promise<void>;
}

/** Compares what was acknowledged with the answers of the API, and then with the tables themselves. */
export async function judge(
  world: Judged,
  sent: Sent,
  { site, directory }: { site: string; directory: string },
): Promise<string[]> {
  const problems: string[] = [];
  const expectSame = (what: string, is: unknown, shouldBe: number): void => {
    if (is !== shouldBe) problems.push(`${what}: ${String(is)} instead of ${shouldBe}`);
  };
  const metrics = await whenWritten(world);
  const [answer] = (
    await ask(world.url, { site_id: site, metrics: ['events', 'pageviews', 'visits'], date_range: 'all' })
  ).results;
  const { size } = sent.ids;
  const events = size + earlier.ids.length;
  const pageviews = sent.pageviews + earlier.ids.length;
  expectSame('the API counts events', answer?.metrics[0], events);
  expectSame('the API counts page views', answer?.metrics[1], pageviews);
  expectSame('the API counts visits', answer?.metrics[2], sent.visits.size + earlier.visits);
  expectSame('the ledger has accepted', metrics['passerby_events_accepted_total'], size);
  expectSame('the ledger has stored', metrics['passerby_events_stored_total'], size);
  expectSame('the log was found damaged', metrics['passerby_log_damages_total'], 0);

  await world.stopCollector();
  await world.makeFiveMinutesLater();
  await world.startCollector();
  await whenFolded(world.url, site, world.days);
  problems.push(...(await findWrongFolds(world.url, site, world.days)));

  await world.stopCollector();
  const ids = join(directory, 'ids');
  writeFileSync(ids, [...sent.ids, ...earlier.ids].join('\n'));
  const where = world.clickhouseUrl ?? world.dataDir;
  const { stdout } = await promisify(execFile)(process.execPath, [compareProgram, ids, where], {
    maxBuffer: 1e9,
  });
  const { inRollup, foldedAnew, ...wrong } = JSON.parse(stdout) as Record<
    'lost' | 'twice' | 'unknown' | 'wrongSessions' | 'wrongInRollup',
    string[]
  > & { inRollup: { dimension: string; pageviews: number; events: number }[]; foldedAnew: number };
  for (const [what, found] of Object.entries(wrong)) {
    if (found.length > 0) problems.push(`${found.length} are ${what}: ${found.slice(0, 20).join(', ')}`);
  }
  expectSame('sets in the rollup', inRollup.length, setsInRollup);
  for (const set of inRollup) {
    expectSame(`page views in the rollup by "${set.dimension}"`, set.pageviews, pageviews);
    expectSame(`events in the rollup by "${set.dimension}"`, set.events, events);
  }
  if (foldedAnew === 0) problems.push('no day was folded anew');
  return problems;
}

/** Our metrics once nothing waits any more. */
async function whenWritten({ url }: Judged): Promise<Record<string, number>> {
  const deadline = Date.now() + drainWithinMs;
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('passerby_'));
    const metrics = Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
    if (metrics['passerby_events_queued'] === 0) return metrics;
    if (Date.now() > deadline) throw new Error(`${metrics['passerby_events_queued']} events still wait`);
    await sleep(100);
  }
}
