import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runPasserby, startCollector } from '../support/collector.ts';
import { startDemoSite } from '../support/demo-site.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { createRandom } from '../support/random.ts';
import { deeds, type World } from './deeds.ts';
import { countKept, readStats, trackBurst } from './in-page.ts';
import { readRows } from './rows.ts';
import { addsUp } from './stats-add-up.ts';
import { startVisitor, type Visitor } from './visitor.ts';

/** Of a run; the events of bursts only, which have numbers. */
export interface ChaosReport {
  seconds: number;
  /** Events that pages were told to track. */
  tracked: number;
  /** Of these, what a page saw in its store, or acknowledged, before it went. */
  kept: number;
  stored: number;
  /** Events that came to the collector once more. */
  resent: number;
  /** How often each thing happened. */
  happened: Record<string, number>;
  /** What must not be: events lost or stored twice, statistics that do not add up. Empty when all is well. */
  problems: string[];
}

const site = 'demo.localhost';
const tabCount = 3;
/** A tracker keeps 1,000 events and gives up older ones. Two bursts may come on top of these. */
const mostKept = 450;
const burstEvents = { least: 50, most: 250 };
const drainWithinMs = 60_000;

/** Does deeds until so many events are tracked or the time is over; the same seed, the same deeds. */
export async function runChaos(options: {
  seed: number;
  minutes: number;
  events: number;
}): Promise<ChaosReport> {
  const directory = mkdtempSync(join(tmpdir(), 'passerby-chaos-'));
  const dataDir = join(directory, 'data');
  const ends: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(directory, { recursive: true }))];
  try {
    const collector = await startCollector({ dataDir });
    ends.unshift(() => collector.kill());
    const proxy = await startFaultProxy(collector.url);
    ends.unshift(() => proxy.stop());
    const demo = await startDemoSite({ outDir: join(directory, 'site'), collectorUrl: proxy.url, site });
    ends.unshift(() => demo.stop());
    await runPasserby(['site', 'add', site, '--origin', demo.url], dataDir);
    const kept = new Set<string>();
    const visitor = await startVisitor({
      profileDir: join(directory, 'profile'),
      url: demo.url,
      onKept: (ids) => {
        for (const id of ids) kept.add(id);
      },
    });
    ends.unshift(() => visitor.quit());

    const random = createRandom(options.seed);
    const started = Date.now();
    const happened: Record<string, number> = {};
    const problems: string[] = [];
    let tracked = 0;
    const world: World = {
      visitor,
      proxy,
      pick: (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number],
      async burst(tab) {
        const count = burstEvents.least + Math.floor(random() * (burstEvents.most - burstEvents.least));
        tracked += count;
        // A page that goes in the middle does not answer; what it saw by then it has told.
        const unkept = await tab.evaluate(trackBurst, site, tracked - count, count).catch(() => 0);
        if (unkept > 0) problems.push(`a page that lived kept ${unkept} events fewer than it tracked`);
      },
    };
    const hat = deeds.flatMap((entry) => Array.from({ length: entry[1] }, () => entry));
    while (tracked < options.events && Date.now() - started < options.minutes * 60_000) {
      await visitor.openTabs(tabCount);
      problems.push(...(await makeRoom(world)));
      const [name, , deed] = world.pick(hat);
      happened[name] = (happened[name] ?? 0) + 1;
      await deed(world, world.pick(visitor.tabs));
      problems.push(...(await wrongStats(visitor)));
    }

    proxy.fault = undefined;
    await Promise.all(visitor.tabs.map(visitor.close));
    await visitor.openTabs(1);
    const left = await drain(visitor, 0);
    if (left > 0) problems.push(`the last tab could not get rid of ${left} events`);
    problems.push(...(await wrongStats(visitor)));
    await visitor.quit();
    await collector.stop();
    const rows = await readRows(dataDir);
    const lost = [...kept].filter((id) => !rows.has(id));
    const twice = [...rows].filter(([, count]) => count > 1).map(([id]) => id);
    if (lost.length > 0) problems.push(`${lost.length} events were kept and are lost: ${lost.join(' ')}`);
    if (twice.length > 0)
      problems.push(`${twice.length} events are stored more than once: ${twice.join(' ')}`);
    return {
      seconds: Math.round((Date.now() - started) / 1_000),
      tracked,
      kept: kept.size,
      stored: rows.size,
      resent: proxy.duplicateCount,
      happened,
      problems,
    };
  } finally {
    for (const end of ends) await end().catch(() => {}); // One that has ended already.
  }
}

/** Lets the pages send when they have kept much, so that no event has to make room. Answers what went wrong. */
async function makeRoom({ visitor, proxy }: World): Promise<string[]> {
  const [tab] = visitor.tabs;
  if (!tab || (await tab.evaluate(countKept, site)) < mostKept) return [];
  proxy.fault = undefined;
  // A new page waits neither for an answer that hangs nor for the end of a rest.
  for (const each of visitor.tabs) await visitor.load(each, '/');
  const left = await drain(visitor, mostKept / 4);
  return left > mostKept / 4 ? [`three tabs without any fault did not send ${left} events`] : [];
}

/** Waits until the store has no more than so many events; answers how many. */
async function drain({ tabs: [tab] }: Visitor, atMost: number): Promise<number> {
  const deadline = Date.now() + drainWithinMs;
  for (;;) {
    const left = (await tab?.evaluate(countKept, site)) ?? 0;
    if (left <= atMost || Date.now() > deadline) return left;
    await sleep(20);
  }
}

/** The statistics of open tabs that do not add up, or that tell of events given up. */
async function wrongStats({ tabs }: Visitor): Promise<string[]> {
  const all = await Promise.all(tabs.map((tab) => tab.evaluate(readStats)));
  return all
    .filter((stats) => !addsUp(stats) || Object.keys(stats.dropped).length > 0)
    .map((stats) => `these statistics are wrong: ${JSON.stringify(stats)}`);
}
