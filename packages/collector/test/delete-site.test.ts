import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply, SitesReply } from '@passerby/wire';
import { expect, inject, it, vi } from 'vitest';
import { siteCommand } from '../src/cli/site.ts';
import { openControlDatabase, type ControlDatabase } from '../src/control/database.ts';
import { ofSites, removeSite } from '../src/control/site-deletions.ts';
import { openLmdbLog } from '../src/log/lmdb-log.ts';
import { controlPath, logPath } from '../src/ops/data-dir.ts';
import type { ClickHouse } from '../src/store/clickhouse.ts';
import { siteTables } from '../src/store/delete-site.ts';
import { withClickHouse } from './folded-site.ts';
import { ask, readError, site, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

/** Called before a statement, or an insert into a table, reaches ClickHouse. */
const before = vi.hoisted(() => vi.fn<(statement: string) => void>());
vi.mock('../src/store/clickhouse.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/store/clickhouse.ts')>();
  return {
    openClickHouse: async (config: Parameters<typeof original.openClickHouse>[0]): Promise<ClickHouse> => {
      const clickhouse = await original.openClickHouse(config);
      return {
        ...clickhouse,
        async command(query) {
          before(query);
          await clickhouse.command(query);
        },
        async insert(target, ...rest) {
          before(`INSERT INTO ${target}`);
          await clickhouse.insert(target, ...rest);
        },
      };
    },
  };
});

/** For a test on the slowest machine, ms. */
const patienceMs = 180_000;
const collector = useCollector({ adminToken: 'of-the-operator' });
const bearer = { authorization: 'Bearer of-the-operator' };

const call = (method: string, path: string, body?: object, headers = bearer): Promise<Response> =>
  fetch(`${collector.url}${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const remove = async (domain: string): Promise<number> =>
  (await call('DELETE', `/api/v1/sites/${domain}`)).status;

async function withControl<Result>(work: (control: ControlDatabase) => Promise<Result>): Promise<Result> {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  try {
    return await work(control);
  } finally {
    await control.destroy();
  }
}

/** The number of a site, once it is the one that all collectors know. */
async function numberOf(domain: string): Promise<number> {
  await call('GET', '/api/v1/sites');
  return withControl(async (control) => {
    const found = control.selectFrom('sites').select('id').where('key', '=', domain);
    return (await found.executeTakeFirstOrThrow()).id;
  });
}

const countOf = async ({ select }: Pick<ClickHouse, 'select'>, table: string, id: number): Promise<number> =>
  (await select<[number]>({ query: `SELECT count() FROM ${table} WHERE site_id = ${id}` }))[0]?.[0] ?? 0;

/** By table, how many rows there are; tables without any are left out. */
const rowsOf = (id: number): Promise<Record<string, number>> =>
  withClickHouse(collector.config, async (clickhouse) => {
    const rows: Record<string, number> = {};
    for (const table of siteTables) {
      const count = await countOf(clickhouse, table, id);
      if (count > 0) rows[table] = count;
    }
    return rows;
  });

/** A row of now in each table. */
const fillTables = (id: number): Promise<void> =>
  withClickHouse(collector.config, async (clickhouse) => {
    const columns = await clickhouse.select<[string, string, string]>({
      query: `SELECT table, name, type FROM system.columns
              WHERE database = currentDatabase() AND (type LIKE 'Date%' OR name = 'session_id')`,
    });
    for (const table of siteTables) {
      const own = columns.filter(([of, , type]) => of === table && !type.startsWith('Simple'));
      const values = own.map(([, name]) =>
        name === 'session_id' ? 'bitShiftLeft(toUInt64(toUnixTimestamp(now())), 32)' : 'now()',
      );
      const names = ['site_id', ...own.map(([, name]) => name)];
      await clickhouse.command(
        `INSERT INTO ${table} (${names.join(', ')}) SELECT ${[String(id), ...values].join(', ')}`,
      );
    }
  });

const metricOf = async (name: string): Promise<number> => {
  const text = await (await call('GET', '/metrics')).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
};

async function addAndSend(domain: string, views = 1): Promise<Reply> {
  expect((await call('POST', '/api/v1/sites', { site: domain })).status).toBe(201);
  const batch = toBatch(
    Array.from({ length: views }, () => ({ url: `https://${domain}/` })),
    { site: domain },
  );
  return (await (await collector.post(batch)).json()) as Reply;
}

const viewsOf = async (domain: string): Promise<unknown> => {
  const response = await ask(
    collector.url,
    { site_id: domain, metrics: ['pageviews'], date_range: 'all' },
    bearer,
  );
  return ((await response.json()) as { results?: [{ metrics: unknown[] }] }).results?.[0].metrics[0];
};

it('every table with rows of sites is known, in ClickHouse and in the control database', async () => {
  const stored = await withClickHouse(collector.config, (clickhouse) =>
    clickhouse.select<[string]>({
      query: `
        SELECT DISTINCT table FROM system.columns
        WHERE database = currentDatabase() AND name = 'site_id' AND table IN (
          SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'
        )`,
    }),
  );
  expect(stored.map(([table]) => table).toSorted()).toEqual([...siteTables, 'site_numbers'].toSorted());
  const tables = await withControl((control) => control.introspection.getTables());
  const own = tables.filter(({ columns }) => columns.some(({ name }) => name === 'site_id'));
  expect(own.map(({ name }) => name).toSorted()).toEqual([...ofSites, 'site_deletions'].toSorted());
});

it(
  'a deleted site is gone at once, and then all that there was of it; others stay',
  async () => {
    const domain = 'gone.example';
    await addAndSend(domain, 3);
    await addAndSend('stays.example', 2);
    const [id, other] = [await numberOf(domain), await numberOf('stays.example')];
    const path = `/api/v1/sites/${domain}`;
    const made = await Promise.all([
      call('POST', '/api/v1/tokens', { name: 'own', scope: 'admin', site: domain }),
      call('POST', `${path}/links`, { name: 'board' }),
      call('POST', `${path}/goals`, { event: 'signup' }),
      call('POST', '/api/v1/annotations', { site_id: domain, text: 'Relaunch' }),
      collector.post(toBatch([{ url: `https://${domain}/` }], { site: domain, visitor: 'ada' })),
    ]);
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 202]);
    const { token } = (await made[0].json()) as { token: string };
    await fillTables(id);
    await fillTables(other);
    await whenTrue(async () => expect(await metricOf('passerby_events_queued')).toBe(0));
    expect(Object.keys(await rowsOf(id)).toSorted()).toEqual(siteTables.toSorted());
    const [kept, accepted] = [await rowsOf(other), await metricOf('passerby_events_accepted_total')];
    expect(Number(await viewsOf(domain))).toBeGreaterThan(3);
    const live = await call('GET', `/api/v1/live?site=${domain}`);
    expect(live.status).toBe(200);

    const asToken = { authorization: `Bearer ${token}` };
    const ofOneSite = await call('DELETE', `/api/v1/sites/${domain}`, undefined, asToken);
    expect(await readError(ofOneSite)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await remove(domain)).toBe(204);
    // At once: nothing is taken, answered or found.
    const refused = await collector.post(toBatch([{ url: `https://${domain}/` }], { site: domain }));
    expect(await readError(refused)).toMatchObject({ status: 403, code: 'unknown_site' });
    expect(
      await readError(await ask(collector.url, { site_id: domain, metrics: ['visitors'] }, bearer)),
    ).toMatchObject({ code: 'unknown_site' });
    expect((await call('GET', '/api/v1/sites', undefined, asToken)).status).toBe(401);
    expect(await remove(domain)).toBe(403);
    const { sites } = (await (await call('GET', '/api/v1/sites')).json()) as SitesReply;
    expect(sites.map((each) => each.site)).toEqual([site, 'stays.example']);

    // Within moments: whoever reads along is ended, and no row is left.
    await live.text();
    await whenTrue(async () => expect(await rowsOf(id)).toEqual({}));
    await whenTrue(async () => expect(await metricOf('passerby_sites_being_deleted')).toBe(0));
    expect(await rowsOf(other)).toEqual(kept);
    const own = await withControl((control) =>
      Promise.all(
        ofSites.map((table) =>
          control.selectFrom(table).where('site_id', '=', id).select('site_id').execute(),
        ),
      ),
    );
    expect(own.flat()).toEqual([]);
    const metrics = await (await call('GET', '/metrics')).text();
    expect(metrics).not.toMatch(/gone\.example|site \d/);
    expect(metrics).toMatch(/passerby_site_events_total\{site="deleted sites",fate="stored"\} 4/);
    expect(await metricOf('passerby_events_accepted_total')).toBe(accepted);
  },
  patienceMs,
);

it(
  'a site of the same name starts empty, under a number of its own',
  async () => {
    const domain = 'again.example';
    await addAndSend(domain, 2);
    const first = await numberOf(domain);
    await whenTrue(async () => expect(await viewsOf(domain)).toBe(2));
    expect(await remove(domain)).toBe(204);
    await addAndSend(domain, 1);
    expect(await numberOf(domain)).not.toBe(first);
    await whenTrue(async () => expect(await viewsOf(domain)).toBe(1));
    await whenTrue(async () => expect(await rowsOf(first)).toEqual({}));
    expect(await viewsOf(domain)).toBe(1);
  },
  patienceMs,
);

it(
  'what waits in the event log is written first, and the next start goes on with the deletion',
  async () => {
    const domain = 'waits.example';
    before.mockImplementation((statement) => {
      if (statement.startsWith('INSERT INTO events')) throw new Error('ClickHouse is down');
    });
    expect(await addAndSend(domain, 5)).toMatchObject({ accepted: 5 });
    const id = await numberOf(domain);
    expect(await remove(domain)).toBe(204);
    await whenTrue(async () => expect(await metricOf('passerby_sites_being_deleted')).toBe(1));
    await sleep(2_000);
    expect(await metricOf('passerby_events_queued')).toBe(5);
    expect(await metricOf('passerby_sites_being_deleted')).toBe(1);
    await collector.stop();
    before.mockReset();
    await collector.start();
    await whenTrue(async () => expect(await metricOf('passerby_events_queued')).toBe(0));
    await whenTrue(async () => expect(await metricOf('passerby_sites_being_deleted')).toBe(0));
    expect(await rowsOf(id)).toEqual({});
  },
  patienceMs,
);

it(
  'a deletion that died half-way is ended by the next start, and what came after it goes an hour later',
  async () => {
    const domain = 'half.example';
    await addAndSend(domain, 2);
    const id = await numberOf(domain);
    await whenTrue(async () => expect(await viewsOf(domain)).toBe(2));
    before.mockImplementation((statement) => {
      if (statement.startsWith('ALTER TABLE sessions DELETE')) throw new Error('the collector died');
    });
    expect(await remove(domain)).toBe(204);
    await whenTrue(async () => expect(await rowsOf(id)).not.toHaveProperty('events'));
    expect(await rowsOf(id)).toHaveProperty('sessions');
    await collector.stop();
    before.mockReset();
    await collector.start();
    await whenTrue(async () => expect(await rowsOf(id)).toEqual({}));
    await whenTrue(async () => expect(await metricOf('passerby_sites_being_deleted')).toBe(0));

    // A day that was being folded meanwhile.
    await fillTables(id);
    await sleep(2_000);
    expect(await rowsOf(id)).not.toEqual({});
    await withControl((control) => control.updateTable('site_deletions').set({ rows_gone_at: 1 }).execute());
    await whenTrue(async () => expect(await rowsOf(id)).toEqual({}));
    await whenTrue(async () =>
      expect(
        await withControl((control) => control.selectFrom('site_deletions').selectAll().execute()),
      ).toEqual([]),
    );
  },
  patienceMs,
);

it.runIf(inject('clickhouseUrl') === '')(
  'files of the archive go as well, and those of other sites stay',
  async () => {
    const domain = 'filed.example';
    await addAndSend(domain, 1);
    await collector.stop();
    const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
    const [own, other] = [domain, site].map((key) => join(collector.config.dataDir, 'archive', key));
    for (const directory of [own, other] as string[]) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, `${day}.parquet`), '');
    }
    await collector.start();
    expect(await remove(domain)).toBe(204);
    const filesOf = (directory = ''): string[] => (existsSync(directory) ? readdirSync(directory) : []);
    await whenTrue(() => expect(filesOf(own)).toEqual([]));
    expect(filesOf(other)).toEqual([`${day}.parquet`]);
  },
  patienceMs,
);

it.runIf(inject('clickhouseUrl') === '')(
  'what a restore had put aside of the site does not come after',
  async () => {
    const domain = 'restored.example';
    await addAndSend(domain, 1);
    const id = await numberOf(domain);
    await collector.stop();
    const { dataDir, maxLogBytes: maxBytes, maxDedupeIds } = collector.config;
    const log = openLmdbLog(logPath(dataDir), { maxBytes, maxDedupeIds });
    const table = `restoring_${log.name.replaceAll('-', '_')}`;
    await log.close();
    await withClickHouse(collector.config, async (clickhouse) => {
      await clickhouse.command(`CREATE TABLE ${table} AS events ENGINE = MergeTree ORDER BY event_id`);
      await clickhouse.command(`INSERT INTO ${table} SELECT * FROM events WHERE site_id = ${id}`);
      await clickhouse.command(`ALTER TABLE ${table} MODIFY COMMENT 'whole'`);
    });
    mkdirSync(join(dataDir, 'archive'), { recursive: true });
    await withControl((control) => removeSite(control, domain));
    await collector.start();
    await whenTrue(async () => expect(await metricOf('passerby_sites_being_deleted')).toBe(0));
    await collector.stop();
    await withClickHouse(collector.config, async (clickhouse) => {
      expect(await countOf(clickhouse, 'events', id)).toBe(0);
      const tables = await clickhouse.select({ query: `EXISTS TABLE ${table}` });
      expect(tables).toEqual([[0]]);
    });
    await collector.start();
  },
  patienceMs,
);

it(
  'passerby site delete asks for --yes, and a running collector follows',
  async () => {
    const domain = 'by-hand.example';
    await addAndSend(domain, 1);
    const id = await numberOf(domain);
    await whenTrue(async () => expect(await viewsOf(domain)).toBe(1));
    const run = (...words: string[]): Promise<unknown> =>
      siteCommand().parseAsync(['delete', ...words, '--data-dir', collector.config.dataDir], {
        from: 'user',
      });
    await expect(run(domain)).rejects.toThrow(
      /would delete by-hand\.example for good: .* add --yes to do it/,
    );
    expect(await viewsOf(domain)).toBe(1);
    await expect(run('nobody.example', '--yes')).rejects.toThrow('there is no site nobody.example');
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await run('BY-HAND.example', '--yes');
    expect(log.mock.calls).toEqual([[expect.stringContaining('deleted by-hand.example')]]);
    log.mockRestore();
    await whenTrue(async () => {
      const refused = await collector.post(toBatch([{ url: `https://${domain}/` }], { site: domain }));
      expect((await readError(refused)).code).toBe('unknown_site');
    });
    await whenTrue(async () => expect(await rowsOf(id)).toEqual({}));
  },
  patienceMs,
);
