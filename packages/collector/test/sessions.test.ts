import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Dimension, Metric } from '@passerby/wire';
import { useCollector } from './use-collector.ts';

const collector = useCollector();
let site = '';
beforeEach(async () => {
  site = `s-${randomUUID()}.example`;
  await collector.addSite(site);
});

const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;
let stored = 0;
/** Events arrive in this order, each in an insert of its own. */
async function arrive(...events: [minutesAgo: number, path: string][]): Promise<void> {
  for (const [minutes, path] of events) {
    await collector.send([{ time: minutesAgo(minutes), url: `https://${site}${path}` }], {
      site,
      visitor: 'ada',
    });
    await collector.whenStored(++stored, site);
  }
}
beforeEach(() => {
  stored = 0;
});
async function numbers(metrics: Metric[], dimensions: Dimension[] = []): Promise<unknown> {
  const { results } = await collector.query({ site_id: site, metrics, dimensions });
  return results.map((row) => [...row.dimensions, ...row.metrics]);
}
const visit: Metric[] = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
];
/** In seconds, give or take that the test itself takes some. */
const about = (seconds: number): unknown =>
  expect.toSatisfy((value: number) => Math.abs(value - seconds) < 20);

describe('an event that comes late between two sessions', () => {
  it('makes them one, with the numbers of an arrival in order', async () => {
    await arrive([300, '/a'], [250, '/c'], [275, '/b']);
    expect(await numbers(visit)).toEqual([[1, 1, 3, 3, 0, about(50 * 60)]]);
    expect(await numbers(['visits'], ['event:page'])).toEqual([
      ['/a', 1],
      ['/b', 1],
      ['/c', 1],
    ]);
    expect(await numbers(['visits'], ['visit:source'])).toEqual([['Direct / None', 1]]);
  });

  it('makes one of a whole chain, over a restart', async () => {
    await arrive([300, '/a'], [250, '/c'], [200, '/e'], [225, '/d']);
    await collector.stop();
    await collector.start();
    expect(await numbers(['visits'])).toEqual([[2]]);
    await arrive([275, '/b'], [1, '/z']);
    expect(await numbers(visit)).toEqual([[1, 2, 6, 3, 50, about((100 * 60) / 2)]]);
  });

  it('is erased with them by the user it names', async () => {
    const send = async (minutes: number, user?: string): Promise<void> => {
      await collector.send([{ time: minutesAgo(minutes) }], { site, ...(user && { user }) });
      await collector.whenStored(++stored, site);
    };
    await send(100, 'ada');
    await send(50);
    await send(75);
    await send(1);
    const erased = await fetch(`${collector.url}/api/v1/visitors/ada?site_id=${site}`, { method: 'DELETE' });
    expect(await erased.json()).toEqual({ erased: { events: 3, sessions: 1, rejected: 0 } });
    expect(await numbers(['visits', 'events'])).toEqual([[1, 1]]);
  });
});

describe('a visit of one page', () => {
  const read = async (engagedMs: number): Promise<void> => {
    await arrive([5, '/']);
    await collector.send([{ type: 'engagement', engagedMs, scrollDepth: 50, time: minutesAgo(4) }], {
      site,
      visitor: 'ada',
    });
    await collector.whenStored(1, site);
  };
  it('that was read for 10 s is no bounce', async () => {
    await read(10_000);
    expect(await numbers(['bounce_rate'])).toEqual([[0]]);
  });
  it('that was read for less is one', async () => {
    await read(9_999);
    expect(await numbers(['bounce_rate'])).toEqual([[100]]);
  });
});
