import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '@passerby/wire';
import { ask } from '../support/ask.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { send } from '../support/send.ts';
import { countStoredEvents } from '../support/stored-events.ts';

const site = 'shop.example';
let dataDir: string;
let collector: Collector | undefined;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passerby-crash-'));
  await runPasserby(['site', 'add', site], dataDir);
});

afterEach(async () => {
  await collector?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

test('an event acknowledged right before kill -9 is there once after a restart', async () => {
  collector = await startCollector({ dataDir });
  const event = pageView();
  expect(await send(collector.url, site, [event])).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  await collector.kill();

  collector = await startCollector({ dataDir });
  expect(await send(collector.url, site, [event])).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  await expect.poll(() => countPageViews(), { timeout: 10_000 }).toBe(1);
});

test(
  'kills at random moments under load lose no acknowledged event and double none',
  { timeout: 180_000 },
  async () => {
    const kills = 5;
    let acknowledged = 0;
    let unanswered: Event[] = [];
    for (let round = 0; round <= kills; round++) {
      collector = await startCollector({ dataDir });
      const { url } = collector;
      let running = true;
      const load = (async () => {
        while (running) {
          // What the crash left without an answer is sent again under the same ids, as the SDK does.
          const events = unanswered.length > 0 ? unanswered : Array.from({ length: 20 }, pageView);
          unanswered = events;
          const reply = await send(url, site, events).catch(() => undefined); // killed: no answer
          if (!reply) continue;
          acknowledged += reply.accepted + reply.duplicates;
          unanswered = [];
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 1_500));
      running = false;
      // The last round ends in peace, with the load at rest.
      if (round < kills) await collector.kill();
      await load;
      if (round === kills) await collector.stop();
    }
    collector = undefined;
    expect(acknowledged).toBeGreaterThan(1_000);
    const stored = await countStoredEvents(dataDir);
    expect(stored - acknowledged).toBe(0);
  },
);

function pageView(): Event {
  return { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}/` };
}

async function countPageViews(): Promise<number | null | undefined> {
  const { results } = await ask(collector?.url ?? '', {
    site_id: site,
    metrics: ['pageviews'],
    date_range: 'day',
  });
  return results[0]?.metrics[0];
}
