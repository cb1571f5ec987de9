import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Reply } from '@passerby/wire';
import { address, envelope, event, header, query } from './arbitraries.ts';
import { ask, site, toBatch, useCollector } from './use-collector.ts';

// With src/fuzz.test.ts 100,000 cases a run, with another seed each. A failure prints seed and path, with which it can
// be repeated: fc.assert(…, { seed, path }).

// What makes up the cases keeps the event loop busy, and the collector would shed the load.
vi.mock('@fastify/under-pressure', () => ({ default: () => Promise.resolve() }));

const collector = useCollector();
const seconds = 1_000;

async function counters(): Promise<Record<string, number>> {
  const lines = (await (await fetch(`${collector.url}/metrics`)).text()).split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

it('70,000 events are accepted or rejected one by one, and ClickHouse can read what is accepted', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 250, maxLength: 250 }),
      envelope,
      async (events, changed) => {
        const response = await collector.post({ ...toBatch([]), ...changed, events });
        const reply = (await response.json()) as Reply;
        expect(response.status).toBeLessThan(500);
        if (!response.ok) return true;
        accepted += reply.accepted;
        return reply.accepted + reply.duplicates + reply.rejected.length === events.length;
      },
    ),
    { numRuns: 280 },
  );
  // Not all is refused.
  expect(accepted).toBeGreaterThan(10_000);
  await expect
    .poll(counters, { timeout: 60 * seconds, interval: 200 })
    .toMatchObject({ passerby_events_queued: 0 });
  expect(await counters()).toMatchObject({
    passerby_events_accepted_total: accepted,
    passerby_events_stored_total: accepted,
    passerby_events_poisoned_total: 0,
    passerby_insert_failures_total: 0,
  });
}, 180_000);

it('1,000 requests of any headers are answered', async () => {
  await fc.assert(
    fc.asyncProperty(header, header, address, address, async (one, two, forwarded, proxy) => {
      const response = await collector.post(toBatch([{ url: `https://${site}/headers` }]), {
        'user-agent': one,
        'sec-ch-ua': two,
        'x-forwarded-for': `${forwarded}, ${proxy}`,
        origin: two,
        authorization: `Bearer ${one}`,
        cookie: one,
      });
      await response.arrayBuffer();
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 1_000 },
  );
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
}, 60_000);

it('500 queries are answered, or refused with the reason', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(query, async (body) => {
      const response = await ask(collector.url, JSON.stringify(body));
      const reply = (await response.json()) as { error?: { message: string } };
      expect([response.status < 500, reply]).toEqual([true, reply]);
      expect(typeof reply.error?.message).toBe(response.ok ? 'undefined' : 'string');
      if (response.ok) answered++;
    }),
    { numRuns: 500 },
  );
  expect(answered).toBeGreaterThan(20);
}, 180_000);
