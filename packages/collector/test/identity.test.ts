import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErasedReply, Metric } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { readError, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
const dayMs = 86_400_000;
const daysAgo = (days: number): number => Date.now() - days * dayMs;

/** Each test has a site of its own. */
let site = '';
beforeEach(async () => {
  site = `s-${randomUUID()}.example`;
  await collector.addSite(site);
});
const by = (about: { visitor?: string; user?: string; sampleRate?: number } = {}): { site: string } => ({
  site,
  ...about,
});
const numbers = async (...metrics: Metric[]): Promise<unknown> =>
  (await collector.query({ site_id: site, metrics })).results[0]?.metrics;
const otherPlace = { 'x-forwarded-for': '198.51.100.9', 'user-agent': 'Mozilla/5.0 Firefox/140.0' };

const erase = (id: string, query = `?site_id=${site}`): Promise<Response> =>
  fetch(`${collector.url}/api/v1/visitors/${encodeURIComponent(id)}${query}`, { method: 'DELETE' });
async function erased(id: string): Promise<ErasedReply['erased']> {
  const response = await erase(id);
  const reply = (await response.json()) as ErasedReply;
  expect({ status: response.status, reply }).toEqual({ status: 200, reply });
  return reply.erased;
}

describe('a client id', () => {
  it('tells a returning visitor over days, wherever the visitor is', async () => {
    await collector.send([{ time: daysAgo(3) }], by({ visitor: 'ada' }));
    await collector.send([{ time: daysAgo(1) }], by({ visitor: 'ada' }), otherPlace);
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.whenStored(3, site);
    expect(await numbers('visitors', 'visits')).toEqual([1, 3]);
  });

  it('tells visitors apart that share an address and a browser', async () => {
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.send([{}], by({ visitor: 'ben' }));
    await collector.send([{}], by());
    await collector.whenStored(3, site);
    expect(await numbers('visitors', 'visits')).toEqual([3, 3]);
  });

  it('is the same visitor after a restart', async () => {
    await collector.send([{ time: daysAgo(2) }], by({ visitor: 'ada' }));
    await collector.stop();
    await collector.start();
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.whenStored(2, site);
    expect(await numbers('visitors', 'visits')).toEqual([1, 2]);
  });

  it('of a bot joins no visit of a person', async () => {
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.send([{}], { ...by({ visitor: 'ada' }), automated: true });
    await collector.whenStored(1, site);
    expect(await numbers('visits', 'pageviews', 'bots')).toEqual([1, 1, 1]);
  });
});

describe('DELETE /api/v1/visitors/{id}', () => {
  it('erases the events and sessions of a client id, a bot’s too, and nobody else’s', async () => {
    await collector.send([{ time: daysAgo(3) }, { time: daysAgo(2) }], by({ visitor: 'ada' }));
    await collector.send([{}], { ...by({ visitor: 'ada' }), automated: true });
    await collector.send([{}, {}], by({ visitor: 'ben' }));
    await collector.send([{}], by());
    await collector.whenStored(5, site);
    expect(await erased('ada')).toEqual({ events: 3, sessions: 3, rejected: 0 });
    expect(await numbers('visitors', 'visits', 'events', 'views_per_visit', 'bots')).toEqual([
      2, 2, 3, 1.5, 0,
    ]);
    expect(await erased('ada')).toEqual({ events: 0, sessions: 0, rejected: 0 });
  });

  it('erases whole visits in which a user was known, what came before identify() included', async () => {
    await collector.send([{}], by());
    await collector.send([{}], by({ user: 'ada@shop.example' }));
    await collector.send([{}], by(), otherPlace);
    await collector.whenStored(3, site);
    expect(await erased('ada@shop.example')).toEqual({ events: 2, sessions: 1, rejected: 0 });
    expect(await numbers('visitors', 'visits', 'events', 'views_per_visit')).toEqual([1, 1, 1, 1]);
  });

  it('erases rejected events, so that no replay brings them back', async () => {
    for (const about of [by({ visitor: 'ada' }), by({ user: 'ada' }), by({ visitor: 'ben' })])
      await collector.send([{}, { time: daysAgo(8) }], about);
    await collector.whenStored(3, site);
    expect(await erased('ada')).toMatchObject({ events: 2, rejected: 2 });
    const list = await fetch(`${collector.url}/api/v1/rejected?site_id=${site}`);
    expect(((await list.json()) as { rejected: unknown[] }).rejected).toHaveLength(1);
  });

  it('erases on one site what another keeps', async () => {
    const other = `s-${randomUUID()}.example`;
    await collector.addSite(other);
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.send([{ url: `https://${other}/` }], { site: other, visitor: 'ada' });
    await collector.whenStored(1, site);
    await collector.whenStored(1, other);
    expect(await erased('ada')).toMatchObject({ events: 1 });
    expect((await collector.query({ site_id: other, metrics: ['events'] })).results[0]?.metrics).toEqual([1]);
  });

  it('goes on counting a visitor who comes again', async () => {
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.whenStored(1, site);
    await erased('ada');
    await collector.send([{}], by({ visitor: 'ada' }));
    await collector.whenStored(1, site);
    expect(await numbers('visitors', 'visits', 'views_per_visit')).toEqual([1, 1, 1]);
  });

  describe('while events wait in the log', () => {
    afterEach(async () => {
      await collector.stop();
      await collector.start();
    });
    it('erases those as well', async () => {
      await collector.stop();
      await collector.start({ maxLagMs: 2_000 });
      await collector.send([{}], by({ visitor: 'ada' }));
      await collector.whenStored(1, site);
      await collector.send([{}, {}], by({ visitor: 'ada' })); // within the lag of the first
      const counters = await (await fetch(`${collector.url}/metrics`)).text();
      expect(counters).toMatch(/^passerby_events_queued 2$/m);
      expect(await erased('ada')).toEqual({ events: 3, sessions: 1, rejected: 0 });
      expect(await numbers('events', 'visits')).toEqual([0, 0]);
    });
  });

  it('without a site, or of one that is not known, says so', async () => {
    expect(await readError(await erase('ada', ''))).toMatchObject({ status: 400, code: 'invalid_query' });
    const unknown = await readError(await erase('ada', '?site_id=nobody.example'));
    expect(unknown).toMatchObject({ status: 403, code: 'unknown_site' });
  });
});

describe('ids as they are sent', () => {
  it('are in no file of the data directory', async () => {
    const canary = { visitor: 'canary-client-id', user: 'canary-user-id' };
    await collector.send([{}, { time: daysAgo(8) }], by(canary));
    const files = ['log.lmdb', 'control.sqlite'].map((name) => join(collector.config.dataDir, name));
    for (const file of files) expect((await readFile(file)).includes('canary')).toBe(false);
    await collector.whenStored(1, site);
    const list = await fetch(`${collector.url}/api/v1/rejected?site_id=${site}`);
    expect(await list.text()).not.toContain('canary');
  });
});

/** A busy machine may take longer than the second that `vi.waitFor` waits. */
describe('a site that samples', () => {
  it('has its counts scaled, and says so', async () => {
    for (const visitor of ['ada', 'ben'])
      await collector.send(
        [{}, {}, { type: 'event', name: 'signup' }],
        by({ visitor, sampleRate: 0.1 }),
        visitor === 'ben' ? otherPlace : {},
      );
    await whenTrue(async () =>
      expect(await numbers('visitors', 'visits', 'pageviews', 'events')).toEqual([20, 20, 40, 60]),
    );
    const { meta } = await collector.query({ site_id: site, metrics: ['visits'] });
    expect(meta).toEqual({ plan: 'events', sampled: true });
    // What is a share of visits stays one.
    expect(await numbers('views_per_visit', 'bounce_rate')).toEqual([2, 0]);
  });

  it('counts a whole event once beside sampled ones', async () => {
    await collector.send([{ url: `https://${site}/a` }], by({ visitor: 'ada', sampleRate: 0.25 }));
    await collector.send([{ url: `https://${site}/b` }], by({ visitor: 'ben' }));
    await collector.send([{ url: `https://${site}/b` }], by({ visitor: 'eve', sampleRate: 1 }));
    await whenTrue(async () => expect(await numbers('visits', 'events')).toEqual([6, 6]));
    const pages = await collector.query({
      site_id: site,
      metrics: ['visitors', 'pageviews'],
      dimensions: ['event:page'],
      include: { total_rows: true },
    });
    expect(pages.results.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual([
      ['/a', 4, 4],
      ['/b', 2, 2],
    ]);
    expect(pages.meta).toEqual({ plan: 'events', total_rows: 2, sampled: true });
    const whole = await collector.query({
      site_id: site,
      metrics: ['pageviews'],
      filters: [['is', 'event:page', ['/b']]],
    });
    expect([whole.results[0]?.metrics, whole.meta]).toEqual([[2], { plan: 'events' }]);
  });

  it('of which nothing was counted yet answers zero', async () => {
    await collector.send([{ time: daysAgo(2) }], by({ sampleRate: 0.5 }));
    await whenTrue(async () => expect(await numbers('visits')).toEqual([2]));
    const metrics: Metric[] = ['visitors', 'visits', 'events', 'bounce_rate'];
    const today = await collector.query({ site_id: site, metrics, date_range: 'day' });
    expect([today.results[0]?.metrics, today.meta]).toEqual([[0, 0, 0, null], { plan: 'events' }]);
  });

  it('says nothing of samples where it has none', async () => {
    await collector.send([{}], by({ sampleRate: 1 }));
    await collector.whenStored(1, site);
    expect((await collector.query({ site_id: site })).meta).toEqual({ plan: 'events' });
  });

  it('keeps the rate of a rejected event for its replay', async () => {
    const control = await openControlDatabase(controlPath(collector.config.dataDir));
    const sites = createSites(control);
    await sites.setRules(site, { hostnames: ['elsewhere.example'] });
    const { rejected } = await collector.send([{}], by({ sampleRate: 0.5 }));
    expect(rejected).toMatchObject([{ code: 'hostname_not_allowed' }]);
    await sites.setRules(site, { hostnames: [] });
    await control.destroy();
    await whenTrue(async () => {
      const replayed = await fetch(`${collector.url}/api/v1/rejected/replay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ site_id: site }),
      });
      expect(await replayed.json()).toMatchObject({ accepted: 1 });
    });
    await whenTrue(async () => expect(await numbers('pageviews')).toEqual([2]));
  });
});

it('a batch with a rate of zero is refused', async () => {
  const refused = await collector.post(toBatch([{}], by({ sampleRate: 0 })));
  expect(await readError(refused)).toMatchObject({ status: 400, code: 'invalid_batch' });
});
