import { describe, expect, it, vi } from 'vitest';
import type { Reply, SitesReply } from '@passerby/wire';
import { siteCommand } from '../src/cli/site.ts';
import { readError, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();

const patch = (domain: string, body: object): Promise<Response> =>
  fetch(`${collector.url}/api/v1/sites/${domain}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** A site that the collector has not heard of yet, with limits. */
async function addSite(domain: string, limits: object): Promise<void> {
  await collector.addSite(domain);
  expect((await patch(domain, limits)).status).toBe(200);
}

async function sendTo(site: string, count: number): Promise<Reply> {
  const views = Array.from({ length: count }, () => ({ url: `https://${site}/` }));
  return collector.send(views, { site });
}

const codesOf = ({ rejected }: Reply): string[] => rejected.map(({ code }) => code);

describe('a monthly quota', () => {
  const site = 'quota.example';

  it('lets so many events in and rejects the others one by one, across a restart', async () => {
    await addSite(site, { monthly_quota: 5 });
    const reply = await sendTo(site, 7);
    expect(reply).toMatchObject({
      accepted: 5,
      rejected: [
        {
          index: 5,
          code: 'quota_exceeded',
          message: expect.stringContaining('its 5 events of this month') as string,
        },
        { index: 6, code: 'quota_exceeded' },
      ],
    });
    await collector.stop();
    await collector.start();
    expect(codesOf(await sendTo(site, 2))).toEqual(['quota_exceeded', 'quota_exceeded']);
  });

  it('is told by the ledger, by code', async () => {
    await whenTrue(async () => {
      const { results } = await collector.query({
        site_id: site,
        metrics: ['rejected'],
        dimensions: ['rejection:code'],
      });
      expect(results).toEqual([{ dimensions: ['quota_exceeded'], metrics: [4] }]);
    });
    const { results } = await collector.query({ site_id: site, metrics: ['received', 'stored', 'queued'] });
    expect(results[0]?.metrics).toEqual([9, 5, 0]);
  });

  it('that is raised lets more in at once, and a replay brings in what was over', async () => {
    expect(await (await patch(site, { monthly_quota: 6 })).json()).toEqual({
      site,
      timezone: 'UTC',
      origins: [],
      monthly_quota: 6,
    });
    expect(await sendTo(site, 2)).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    const asked = { site_id: site, codes: ['quota_exceeded'] };
    await whenTrue(async () => {
      const response = await fetch(`${collector.url}/api/v1/rejected/replay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...asked, dry_run: true }),
      });
      expect(await response.json()).toMatchObject({ found: 5, accepted: 5 });
    });
  });

  it('that is taken away leaves a site without one', async () => {
    await patch(site, { monthly_quota: null });
    expect(await sendTo(site, 3)).toMatchObject({ accepted: 3, rejected: [] });
  });
});

it('a site may have a rate of its own', async () => {
  await addSite('rate.example', { requests_per_minute: 1 });
  const post = (): Promise<Response> => collector.post(toBatch([{}], { site: 'rate.example' }));
  expect((await post()).status).toBe(202);
  expect(await readError(await post())).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect((await patch('rate.example', { requests_per_minute: 0 })).status).toBe(200);
  expect((await post()).status).toBe(202);
});

it.each([
  [{ monthly_quota: -1 }, 400, 'invalid_request'],
  [{ retention_days: 0 }, 400, 'invalid_request'],
  [{ retention_days: 1.5 }, 400, 'invalid_request'],
  [{ quota: 1 }, 400, 'invalid_request'],
])('PATCH of a site refuses %j with %i', async (body, status, code) => {
  expect(await readError(await patch('shop.example', body))).toMatchObject({ status, code });
  expect(await readError(await patch('nobody.example', body))).toMatchObject({ code: 'unknown_site' });
});

it('what a site keeps no longer is looked for at the start, as the metrics tell', async () => {
  await whenTrue(async () => {
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(
      Number(/^passerby_expired_rows_deleted_timestamp_seconds (\S+)/m.exec(metrics)?.[1]),
    ).toBeGreaterThan(1_700_000_000);
  });
});

describe('passerby site', () => {
  /** As the program does it, beside a running collector; answers what it says. */
  async function run(...words: string[]): Promise<string[]> {
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    try {
      await siteCommand().parseAsync([...words, '--data-dir', collector.config.dataDir], { from: 'user' });
    } finally {
      log.mockRestore();
    }
    return said;
  }

  it('sets and takes away limits, and lists them', async () => {
    const words = ['--monthly-quota', '1000000', '--retention-days', '90'];
    expect(await run('limit', 'shop.example', ...words)).toEqual([
      `passerby: shop.example ${words.join(' ')}`,
    ]);
    expect(await run('list')).toContainEqual(
      `shop.example\tUTC\t${words.slice(0, 2).join(' ')}\t${words.slice(2).join(' ')}`,
    );
    expect(await run('limit', 'shop.example', '--monthly-quota', 'none')).toEqual([
      'passerby: shop.example --retention-days 90',
    ]);
    const { sites } = (await (await fetch(`${collector.url}/api/v1/sites`)).json()) as SitesReply;
    expect(sites).toContainEqual({ site: 'shop.example', timezone: 'UTC', origins: [], retention_days: 90 });
  });

  it('sets the time zone, and lets an origin send or send no longer', async () => {
    expect(await run('set', 'shop.example', '--timezone', 'europe/berlin', '--hostname', 'none')).toEqual([
      'passerby: shop.example --timezone Europe/Berlin',
    ]);
    expect(await run('origin', 'shop.example', 'https://app.example')).toEqual([
      'passerby: https://app.example may send events of shop.example',
    ]);
    expect(await run('list')).toContainEqual(
      'shop.example\tEurope/Berlin\t--origin https://app.example\t--retention-days 90',
    );
    expect(await run('origin', 'shop.example', 'https://app.example', '--remove')).toEqual([
      'passerby: https://app.example may no longer send events of shop.example',
    ]);
    expect(await run('list')).toContainEqual('shop.example\tEurope/Berlin\t--retention-days 90');
  });

  it.each([
    [['set', 'shop.example'], /nothing to set; give --timezone, --hostname/],
    [['set', 'shop.example', '--timezone', 'Berlin'], /timezone: "Berlin" is not a time zone/],
    [['origin', 'shop.example', 'https://app.example', '--remove'], /is no further origin .* there is none/],
    [['limit', 'shop.example'], /nothing to set; give --monthly-quota/],
    [['limit', 'nobody.example', '--retention-days', '9'], /there is no site nobody.example; add it/],
  ])('%j says what is wrong', async (words, message) => {
    await expect(run(...words)).rejects.toThrow(message);
  });
});
