import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryReply } from '@passerby/wire';
import { browserUserAgent } from '../support/browser-user-agent.ts';

/** How long after a 202 an event is in the answer of a query, ms, sampled until `stop` is called. */
export function watchLag(url: string, site: string): { stop(): Promise<number[]> } {
  const samples: number[] = [];
  let stopped = false;
  let sent = 0;

  async function sample(): Promise<void> {
    await sendOne(url, site);
    sent++;
    const acknowledged = performance.now();
    while ((await countEvents(url, site)) < sent) await sleep(20);
    samples.push(performance.now() - acknowledged);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await sample();
      await sleep(100);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      await running;
      return samples.toSorted((a, b) => a - b);
    },
  };
}

async function sendOne(url: string, site: string): Promise<void> {
  const now = Date.now();
  const response = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { 'user-agent': browserUserAgent },
    body: JSON.stringify({
      site,
      sentAt: now,
      events: [{ id: randomUUID(), type: 'pageview', time: now, url: `https://${site}/` }],
    }),
  });
  if (response.status !== 202) throw new Error(`the collector answered ${response.status} to the lag probe`);
}

async function countEvents(url: string, site: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site_id: site, metrics: ['events'], date_range: 'day' }),
  });
  const { results } = (await response.json()) as QueryReply;
  return results[0]?.metrics[0] ?? 0;
}
