import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event, Query } from '@passerby/wire';
import { afterAll, describe, expect, it } from 'vitest';
import type { BotReason } from '../src/enrich/bot.ts';
import { readError, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';
import { writeMmdb } from './write-mmdb.ts';

const directory = mkdtempSync(join(tmpdir(), 'networks-'));
const asnDb = join(directory, 'networks.mmdb');
writeFileSync(
  asnDb,
  writeMmdb({
    '198.51.100.0/24': { autonomous_system_number: 24_940, autonomous_system_organization: 'Hetzner Online' },
    '45.83.220.0/22': { autonomous_system_number: 39_351, autonomous_system_organization: '31173 Services' },
  }),
);
afterAll(() => rmSync(directory, { recursive: true }));

const mostAMinute = 100;
const collector = useCollector({ asnDb, maxEventsPerVisitor: mostAMinute });
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const wallet =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Phantom/ios/24.5';

let sites = 0;
async function freshSite(): Promise<string> {
  const domain = `bots-${++sites}.example`;
  await collector.addSite(domain);
  return domain;
}

const view = (site: string, path = '/'): Partial<Event> => ({ url: `https://${site}${path}` });

async function numbers(site_id: string, query: Partial<Query>): Promise<(number | null)[] | undefined> {
  return (await collector.query({ site_id, ...query })).results[0]?.metrics;
}

/** Events of bots by why they are taken for such. */
async function reasons(site_id: string): Promise<Record<string, number | null | undefined>> {
  const { results } = await collector.query({
    site_id,
    metrics: ['bots'],
    dimensions: ['visit:bot'],
    filters: [['is_not', 'visit:bot', ['']]],
  });
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions.join(), metrics[0]]));
}

describe('a flood of bots', () => {
  it('inflates no number but its own (umami#3795)', async () => {
    const site = await freshSite();
    const crawl: Partial<Event> = { ...view(site), type: 'event', name: 'crawl' };
    const referrer = 'https://chatgpt.com/';
    await collector.send([{ ...view(site), referrer }, view(site, '/a')], { site }, { 'user-agent': chrome });
    for (let i = 0; i < 50; i++) {
      const headers = { 'user-agent': googlebot, 'x-forwarded-for': `192.0.2.${i}` };
      await collector.send([view(site), crawl], { site }, headers);
    }
    await collector.send([view(site, '/last')], { site }, { 'user-agent': chrome });
    await collector.whenStored(3, site);
    const metrics: Query['metrics'] = [
      'visitors',
      'visits',
      'pageviews',
      'events',
      'views_per_visit',
      'bounce_rate',
    ];
    // An event shows a moment before its visit knows it.
    await whenTrue(async () => expect(await numbers(site, { metrics })).toEqual([1, 1, 3, 3, 3, 0]));
    expect(await numbers(site, { metrics: [...metrics, 'bots'] })).toEqual([1, 1, 3, 3, 3, 0, 100]);
    expect(await numbers(site, { metrics: ['bots'] })).toEqual([100]);
    const rows = async (query: Partial<Query>): Promise<unknown> =>
      (await collector.query({ site_id: site, ...query })).results;
    expect(await rows({ metrics: ['visits'], dimensions: ['visit:channel'] })).toEqual([
      { dimensions: ['AI Assistants'], metrics: [1] },
    ]);
    expect(await rows({ metrics: ['bots', 'visits'], dimensions: ['visit:channel'] })).toEqual([
      { dimensions: ['Direct'], metrics: [100, 0] },
      { dimensions: ['AI Assistants'], metrics: [0, 1] },
    ]);
    expect(await rows({ metrics: ['events'], dimensions: ['event:name'] })).toEqual([
      { dimensions: ['pageview'], metrics: [3] },
    ]);
  });
});

describe('a sender', () => {
  it.each<[string, string, Record<string, string>, object, BotReason]>([
    ['in a wallet (plausible#1403)', wallet, {}, {}, ''],
    ['that says so', googlebot, {}, {}, 'user-agent'],
    ['whose browser a test drives (plausible#850)', chrome, {}, { automated: true }, 'automation'],
    [
      'whose headless browser hides in its user agent',
      chrome,
      { 'sec-ch-ua': '"Chromium";v="142", "HeadlessChrome";v="142", "Not_A Brand";v="99"' },
      {},
      'headless',
    ],
    // 45.83.220.1 is of a VPN, as the database knows.
    ['behind a VPN (plausible#3764)', chrome, { 'x-forwarded-for': '45.83.220.1' }, {}, ''],
    ['whose browser is in a data centre', chrome, { 'x-forwarded-for': '198.51.100.7' }, {}, 'data-centre'],
    ['that is a program in a data centre', 'shop/1.0', { 'x-forwarded-for': '198.51.100.7' }, {}, ''],
    ['whose network nobody knows', chrome, { 'x-forwarded-for': '192.0.2.7' }, {}, ''],
    ['without a user agent', '', {}, {}, ''],
  ])(
    '%s is counted: %s %o %o as a person, or a bot for the reason "%s"',
    async (_title, userAgent, headers, batch, expected) => {
      const site = await freshSite();
      await collector.send(
        [view(site), view(site)],
        { site, ...batch },
        { 'user-agent': userAgent, ...headers },
      );
      await expect
        .poll(() => numbers(site, { metrics: ['events', 'bots'] }))
        .toEqual(expected === '' ? [2, 0] : [0, 2]);
      expect(await reasons(site)).toEqual(expected === '' ? {} : { [expected]: 2 });
    },
  );

  it('that is a person and a bot by turns, at one address with one browser, makes a visit of each', async () => {
    const site = await freshSite();
    const headers = { 'user-agent': chrome };
    await collector.send([view(site)], { site }, headers);
    await collector.send([view(site), view(site)], { site, automated: true }, headers);
    await collector.send([view(site)], { site }, headers);
    await collector.whenStored(2, site);
    expect(await numbers(site, { metrics: ['visits', 'views_per_visit', 'bots'] })).toEqual([1, 2, 2]);
  });

  it('that is faster than any person is a bot from then on, with its events kept (umami#3795)', async () => {
    const site = await freshSite();
    const views = (count: number): Partial<Event>[] => Array.from({ length: count }, () => view(site));
    const time = Date.now() - 60_000;
    const send = (count: number, address: string): Promise<unknown> =>
      collector.send(
        views(count).map((event) => ({ ...event, time })),
        { site },
        { 'user-agent': chrome, 'x-forwarded-for': address },
      );
    await send(mostAMinute, '192.0.2.20');
    await send(1, '192.0.2.20');
    await send(5, '192.0.2.20');
    await send(2, '192.0.2.21');
    const metrics: Query['metrics'] = ['visitors', 'visits', 'events', 'bots'];
    await expect.poll(() => numbers(site, { metrics })).toEqual([2, 2, mostAMinute + 2, 6]);
    expect(await reasons(site)).toEqual({ rate: 6 });
  });

  it('that shares an address with all others of this machine is never too fast', async () => {
    const site = await freshSite();
    const views = Array.from({ length: mostAMinute + 1 }, () => view(site));
    await collector.send(views, { site }, { 'user-agent': chrome });
    await collector.whenStored(mostAMinute + 1, site);
    expect(await numbers(site, { metrics: ['visitors', 'bots'] })).toEqual([1, 0]);
  });

  it('says automated: true or nothing', async () => {
    const batch = { ...toBatch([{}]), automated: 'yes' };
    expect(await readError(await collector.post(batch))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^automated: must be true/) as string,
    });
  });
});
