import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { RejectedReply, ReplayReply } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import type { SiteRules } from '../src/control/site-rules.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();

/** Waits until the running collector has noticed. */
async function setRules(rules: Partial<SiteRules>): Promise<void> {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  await createSites(control).setRules(site, rules);
  await control.destroy();
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

async function replay(options: object = {}): Promise<ReplayReply> {
  const response = await fetch(`${collector.url}/api/v1/rejected/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site_id: site, ...options }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as ReplayReply;
}

async function listed(): Promise<string[]> {
  const response = await fetch(`${collector.url}/api/v1/rejected?site_id=${site}`);
  return ((await response.json()) as RejectedReply).rejected.map(({ code }) => code);
}

async function ledger(): Promise<(number | null)[] | undefined> {
  const { results } = await collector.query({ metrics: ['received', 'stored', 'duplicates', 'rejected'] });
  return results[0]?.metrics;
}

const whenListed = (codes: string[]): Promise<void> =>
  whenTrue(async () => expect((await listed()).toSorted()).toEqual(codes.toSorted()));

const admin = `https://${site}/admin/users?utm_source=news&token=secret`;

it('what a rule no longer turns away comes in, in the visit of its visitor and from its source', async () => {
  await setRules({ excludedPaths: ['/admin/**'] });
  const time = Date.now() - 60_000;
  await collector.send([{ url: admin, time }, { id: 'nope' }], { stream: 's', sdk: 'test/1' });
  await collector.send([{ url: `https://${site}/pricing` }]);
  await whenListed(['path_excluded', 'invalid_id']);
  await setRules({ excludedPaths: [] });

  const expected = {
    found: 2,
    accepted: 1,
    duplicates: 0,
    rejected: [{ code: 'invalid_id', message: expect.stringContaining('UUID') as string, count: 1 }],
  };
  expect(await replay({ dry_run: true })).toEqual(expected);
  expect(await listed()).toHaveLength(2);
  expect(await replay()).toEqual(expected);
  await collector.whenStored(2);
  await whenListed(['invalid_id']);
  const { results } = await collector.query({
    metrics: ['visits', 'pageviews'],
    dimensions: ['visit:source'],
  });
  expect(results).toEqual([{ dimensions: ['news'], metrics: [1, 2] }]);
  expect(await ledger()).toEqual([3, 2, 0, 1]);
});

it('recovery duplicates no good event (snowplow#2684): not one that came by itself, none by a second replay', async () => {
  await setRules({ excludedPaths: ['/admin/**'] });
  const id = randomUUID();
  await collector.send([{ url: admin, id }, { url: admin }]);
  await whenListed(['invalid_id', 'path_excluded', 'path_excluded']);
  await setRules({ excludedPaths: [] });
  await collector.send([{ url: admin, id }]);
  const codes = ['path_excluded'];
  const [first, second] = await Promise.all([replay({ codes }), replay({ codes })]);
  expect(first.accepted + second.accepted).toBe(1);
  expect(first.duplicates + second.duplicates).toBe(1);
  await collector.whenStored(4);
  await whenListed(['invalid_id']);
  await collector.stop();
  await collector.start();
  expect(await replay({ codes })).toEqual({ found: 0, accepted: 0, duplicates: 0, rejected: [] });
  expect(await ledger()).toEqual([6, 4, 1, 1]);
  const metrics = await (await fetch(`${collector.url}/metrics`)).text();
  expect(metrics).toMatch(/^passerby_events_replayed_total 3$/m);
});

it('only what was asked for is tried, and what was cut stays', async () => {
  await collector.send([{ title: 'x'.repeat(5_000) }]);
  await whenListed(['invalid_id', 'invalid_event']);
  expect(await replay({ codes: ['invalid_event'] })).toMatchObject({
    found: 1,
    accepted: 0,
    rejected: [{ code: 'kept_in_part', count: 1 }],
  });
  expect(await replay({ since: Date.now() + 60_000 })).toMatchObject({ found: 0 });
  expect(await replay({ until: Date.now() - 3_600_000 })).toMatchObject({ found: 0 });
  expect(await replay({ limit: 1 })).toMatchObject({ found: 1 });
});

it.each([{ limit: 0 }, { codes: 'x' }, { since: 'monday' }, { unknown: 1 }, { site_id: '' }])(
  'a request like %j is refused with its path',
  async (options) => {
    const response = await fetch(`${collector.url}/api/v1/rejected/replay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site_id: site, ...options }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(Object.keys(options)[0] ?? '');
  },
);
