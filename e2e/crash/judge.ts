import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask } from '../support/ask.ts';
import type { Sent } from './load.ts';

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
  stopCollector: () => Promise<void>;
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
  expectSame('the API counts events', answer?.metrics[0], size);
  expectSame('the API counts page views', answer?.metrics[1], sent.pageviews);
  expectSame('the API counts visits', answer?.metrics[2], sent.visitors.size);
  expectSame('the ledger has accepted', metrics['passerby_events_accepted_total'], size);
  expectSame('the ledger has stored', metrics['passerby_events_stored_total'], size);
  expectSame('the log was found damaged', metrics['passerby_log_damages_total'], 0);

  await world.stopCollector();
  const ids = join(directory, 'ids');
  writeFileSync(ids, [...sent.ids].join('\n'));
  const where =
    world.clickhouseUrl === undefined ? ['--data-dir', world.dataDir] : ['--url', world.clickhouseUrl];
  const { stdout } = await promisify(execFile)(process.execPath, [compareProgram, ids, ...where], {
    maxBuffer: 1e9,
  });
  const { inRollup, ...wrong } = JSON.parse(stdout) as Record<
    'lost' | 'twice' | 'unknown' | 'wrongSessions' | 'wrongInRollup',
    string[]
  > & { inRollup: { dimension: string; pageviews: number; events: number }[] };
  for (const [what, found] of Object.entries(wrong)) {
    if (found.length > 0) problems.push(`${found.length} are ${what}: ${found.slice(0, 20).join(', ')}`);
  }
  expectSame('sets in the rollup', inRollup.length, setsInRollup);
  for (const { dimension, pageviews, events } of inRollup) {
    expectSame(`page views in the rollup by "${dimension}"`, pageviews, sent.pageviews);
    expectSame(`events in the rollup by "${dimension}"`, events, size);
  }
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
