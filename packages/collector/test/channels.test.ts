import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event, Filter, FilterDimension } from '@passerby/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useCollector } from './use-collector.ts';

const directory = mkdtempSync(join(tmpdir(), 'channels-'));
const referrerSpam = join(directory, 'spam.txt');
writeFileSync(referrerSpam, 'forged.example\n');
afterAll(() => rmSync(directory, { recursive: true }));

const collector = useCollector({ referrerSpam });
const site = 'channels.example';

const visits: [path: string, referrer?: string | undefined, host?: string][] = [
  ['/?utm_source=Google&utm_medium=cpc&utm_campaign=spring', 'https://www.google.com/'],
  ['/?gclid=secret', 'https://www.google.com/'],
  ['/', 'https://www.google.com/search'],
  ['/', 'https://blog.example/post'],
  ['/'],
  ['/pricing/', undefined, 'docs.channels.example'],
  ['/', 'https://www.forged.example/x'],
];

beforeAll(async () => {
  await collector.addSite(site);
  for (const [index, [path, referrer, host = site]] of visits.entries()) {
    const minute = Date.now() - 10 * 60_000;
    const events: Partial<Event>[] = [
      { time: minute, url: `https://${host}${path}`, ...(referrer !== undefined && { referrer }) },
      // The rest of the visit names no source; the channel is that of its first event.
      { time: minute + 1_000, url: `https://${host}/pricing`, referrer: `https://${host}/` },
    ];
    await collector.send(events.toReversed(), { site }, { 'x-forwarded-for': `192.0.2.${index}` });
  }
  await collector.whenStored(14, site);
});

const table = async (dimension: FilterDimension, filters: Filter[] = []): Promise<Record<string, number>> => {
  const { results } = await collector.query({
    site_id: site,
    metrics: ['visits', 'pageviews'],
    dimensions: [dimension],
    filters,
  });
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions.join(), metrics[0] ?? -1]));
};

describe('the way in which visits came', () => {
  it.each<[FilterDimension, Record<string, number>]>([
    ['visit:channel', { 'Paid Search': 2, Direct: 3, 'Organic Search': 1, Referral: 1 }],
    ['visit:source', { Google: 3, 'Direct / None': 3, 'blog.example': 1 }],
    ['visit:utm_source', { '': 6, Google: 1 }],
    ['visit:utm_medium', { '': 6, cpc: 1 }],
    ['visit:utm_campaign', { '': 6, spring: 1 }],
    [
      'visit:referrer',
      {
        'https://www.google.com/': 2,
        '': 3,
        'https://blog.example/post': 1,
        'https://www.google.com/search': 1,
      },
    ],
    ['event:hostname', { 'channels.example': 6, 'docs.channels.example': 1 }],
    ['event:page', { '/pricing': 7, '/': 6 }],
  ])('is told by %s', async (dimension, expected) => {
    expect(await table(dimension)).toEqual(expected);
  });

  it.each<[Filter[], Record<string, number>]>([
    [[['is', 'visit:channel', ['Paid Search']]], { '/': 2, '/pricing': 2 }],
    [[['is_not', 'visit:channel', ['Paid Search', 'Direct']]], { '/': 2, '/pricing': 2 }],
    [[['contains', 'visit:channel', ['Search']]], { '/': 3, '/pricing': 3 }],
    [[['contains', 'visit:referrer', ['blog']]], { '/': 1, '/pricing': 1 }],
    [[['is', 'visit:utm_campaign', ['spring']]], { '/': 1, '/pricing': 1 }],
    [
      [
        ['is', 'visit:utm_source', ['Google']],
        ['is', 'visit:utm_medium', ['cpc']],
      ],
      { '/': 1, '/pricing': 1 },
    ],
    [[['is', 'event:hostname', ['docs.channels.example']]], { '/pricing': 1 }],
  ])('is filtered on: %j', async (filters, expected) => {
    expect(await table('event:page', filters)).toEqual(expected);
  });
});
