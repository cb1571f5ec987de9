import http from 'node:http';
import { expect, it, vi } from 'vitest';
import { openControlDatabase, type ControlDatabase } from '../src/control/database.ts';
import { createGoals } from '../src/control/goals.ts';
import { createSites } from '../src/control/sites.ts';
import { StartupError } from '../src/errors.ts';
import { controlPath, createDataDir } from '../src/ops/data-dir.ts';
import { startServer, type Server } from '../src/server.ts';
import { ask, site, toBatch, useCollector, useDataDir } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
const dirs = useDataDir();
const another = 'another.example';

async function change(dataDir: string, work: (control: ControlDatabase) => Promise<unknown>): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  await work(control);
  await control.destroy();
}

const addTo = (dataDir: string, domains: string[]): Promise<void> =>
  change(dataDir, async (control) => {
    for (const domain of domains) {
      const { id } = await createSites(control).add({ domain });
      await createGoals(control).add(id, { name: `Goal of ${domain}`, event: 'won' });
    }
  });

async function view(url: string, domain: string): Promise<void> {
  const batch = toBatch([{ url: `https://${domain}/page-of-${domain}` }], { site: domain });
  const response = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 Chrome/142.0.0.0' },
    body: JSON.stringify(batch),
  });
  expect(response.status).toBe(202);
}

/** The pages of a site, bots' too, as a collector tells them. */
async function pagesOf(url: string, domain: string): Promise<unknown[]> {
  const response = await ask(url, {
    site_id: domain,
    metrics: ['events', 'bots'],
    dimensions: ['event:page'],
  });
  expect(response.status).toBe(200);
  const { results } = (await response.json()) as { results: { dimensions: string[] }[] };
  return results
    .map(({ dimensions }) => dimensions[0])
    .toSorted((one = '', other = '') => one.localeCompare(other));
}

const goalsOf = async (url: string, domain: string): Promise<unknown[]> => {
  const response = await fetch(`${url}/api/v1/sites/${domain}/goals`);
  return ((await response.json()) as { goals: { name: string }[] }).goals.map(({ name }) => name);
};

async function beside(dataDir: string, work: (other: Server) => Promise<void>): Promise<void> {
  const other = await startServer({ ...collector.config, dataDir });
  try {
    await work(other);
  } finally {
    await other.stop();
  }
}

it('collectors show the pages of each site under its own name, in whatever order it was added to them', async () => {
  const dataDir = `${dirs()}/other-order`;
  await addTo(collector.config.dataDir, ['second.example', another]);
  await addTo(dataDir, [another, 'only-here.example', site]);
  await beside(dataDir, async (other) => {
    const all = [site, another];
    for (const url of [collector.url, other.url]) for (const domain of all) await view(url, domain);
    await view(other.url, 'only-here.example');
    for (const url of [collector.url, other.url]) {
      for (const domain of all) {
        await whenTrue(async () => expect(await pagesOf(url, domain)).toEqual([`/page-of-${domain}`]));
      }
    }
    await whenTrue(async () =>
      expect(await pagesOf(other.url, 'only-here.example')).toEqual(['/page-of-only-here.example']),
    );
    expect(await goalsOf(other.url, another)).toEqual([`Goal of ${another}`]);
    expect(await goalsOf(other.url, 'only-here.example')).toEqual(['Goal of only-here.example']);

    // And while both run.
    await addTo(dataDir, ['third.example', 'fourth.example']);
    await addTo(collector.config.dataDir, ['fourth.example', 'third.example']);
    await Promise.all([view(other.url, 'third.example'), view(collector.url, 'fourth.example')]);
    for (const url of [collector.url, other.url]) {
      for (const domain of ['third.example', 'fourth.example'])
        await whenTrue(async () => expect(await pagesOf(url, domain)).toEqual([`/page-of-${domain}`]));
    }
  });
  await beside(dataDir, async (other) => {
    expect(await pagesOf(other.url, another)).toEqual([`/page-of-${another}`]);
    expect(await goalsOf(other.url, another)).toEqual([`Goal of ${another}`]);
  });
});

const askFor = async (url: string, method: string, path: string, body?: object): Promise<number> => {
  const headers = { ...(body && { 'content-type': 'application/json' }) };
  const response = await fetch(`${url}/api/v1/sites${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.status;
};
const whenUnknown = (url: string, domain: string): Promise<void> =>
  whenTrue(async () => {
    const refused = await ask(url, { site_id: domain, metrics: ['visitors'] });
    expect(await refused.json()).toMatchObject({ error: { code: 'unknown_site' } });
  });

it('a site that one collector deletes goes at all of them, and one of the same name gets another number', async () => {
  const dataDir = `${dirs()}/deleting`;
  const domain = 'leaves.example';
  await addTo(dataDir, [domain]);
  await addTo(collector.config.dataDir, [domain]);
  await beside(dataDir, async (other) => {
    for (const { url } of [collector, other]) await view(url, domain);
    await whenTrue(async () => expect(await pagesOf(other.url, domain)).toEqual([`/page-of-${domain}`]));
    expect(await askFor(collector.url, 'DELETE', `/${domain}`)).toBe(204);
    // Added anew before anybody else has heard of it.
    expect(await askFor(collector.url, 'POST', '', { site: domain })).toBe(201);
    expect(await pagesOf(collector.url, domain)).toEqual([]);
    await whenUnknown(other.url, domain);
    expect(await goalsOf(collector.url, domain)).toEqual([]);
    expect(await askFor(other.url, 'POST', '', { site: domain })).toBe(201);
    await view(other.url, domain);
    for (const { url } of [collector, other])
      await whenTrue(async () => expect(await pagesOf(url, domain)).toEqual([`/page-of-${domain}`]));
  });

  // While the other one is down.
  expect(await askFor(collector.url, 'DELETE', `/${domain}`)).toBe(204);
  expect(await askFor(collector.url, 'POST', '', { site: domain })).toBe(201);
  await view(collector.url, domain);
  await beside(dataDir, (other) => whenUnknown(other.url, domain));
  await whenTrue(async () => expect(await pagesOf(collector.url, domain)).toEqual([`/page-of-${domain}`]));
});

it('many sites are looked at together when a collector starts', async () => {
  const dataDir = `${dirs()}/many`;
  await change(dataDir, async (control) => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      id: 50_000 + index,
      key: `site-${index}.example`,
      origins: '[]',
      timezone: 'UTC',
      created_at: 0,
      is_agreed: 1,
    }));
    for (let at = 0; at < rows.length; at += 1_000) {
      await control
        .insertInto('sites')
        .values(rows.slice(at, at + 1_000))
        .execute();
    }
  });
  const select = vi.spyOn(http, 'request');
  for (const isFirst of [true, false]) {
    select.mockClear();
    await beside(dataDir, (other) => view(other.url, 'site-9999.example'));
    expect(select.mock.calls.length, isFirst ? 'the first start' : 'the next').toBeLessThan(500);
  }
  select.mockRestore();
});

it.each([
  [
    'a number that ClickHouse gave to another site',
    ['of-before.example'],
    /of-before\.example has number 1 here, .* gave that number to shop\.example/,
  ],
  [
    'another number than ClickHouse',
    [another, site],
    /another\.example has number 1 here, .* gave number \d+ to that site/,
  ],
])(
  'a collector whose sites have events from before under %s does not start',
  async (title, domains, message) => {
    const dataDir = `${dirs()}/${title.length}`;
    await addTo(dataDir, domains);
    await change(dataDir, (control) => control.updateTable('sites').set({ is_agreed: 1 }).execute());
    const starting = startServer({ ...collector.config, dataDir });
    await expect(starting).rejects.toThrow(message);
    await expect(starting).rejects.toBeInstanceOf(StartupError);
  },
);
