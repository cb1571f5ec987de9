import { execFile } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  NewSharedLinkReply,
  NewTokenReply,
  QueryBatchReply,
  SharedLinksReply,
  SitesReply,
  TokensReply,
  UnlockedReply,
} from '@passerby/wire';
import { readError, site, toBatch, useCollector } from './use-collector.ts';

/** Every route that the router has, documented or not. */
const inRouter = new Set<string>();
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat())
      inRouter.add(`${one.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
});

const adminToken = 'a-secret-of-the-operator';
const collector = useCollector({ adminToken });
const other = 'other.example';

const secrets: Record<string, string> = {};
const bearer = (secret: string | undefined): Record<string, string> =>
  secret === undefined ? {} : { authorization: `Bearer ${secret}` };

function ask(secret: string | undefined, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(collector.url + path, {
    method,
    headers: { ...bearer(secret), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
async function create(token: object): Promise<NewTokenReply> {
  const response = await ask(adminToken, 'POST', '/api/v1/tokens', token);
  expect(response.status).toBe(201);
  return (await response.json()) as NewTokenReply;
}
/** A shared link's secret. */
async function share(key: string, link?: object): Promise<string> {
  const response = await ask(adminToken, 'POST', `/api/v1/sites/${key}/links`, link);
  expect(response.status).toBe(201);
  return ((await response.json()) as NewSharedLinkReply).path.replace(/^share-\d+#/, '');
}
const unlock = (link: string, password: string): Promise<Response> =>
  ask(undefined, 'POST', '/api/v1/shared/unlock', { link, password });

beforeAll(async () => {
  await collector.addSite(other);
  for (const scope of ['ingest', 'read', 'admin'])
    for (const key of [site, other, undefined])
      secrets[`${scope} ${key ?? '*'}`] = (await create({ scope, ...(key && { site: key }) })).token;
  for (const key of [site, other]) {
    secrets[`view ${key}`] = await share(key);
    const password = 'of-the-shared-link';
    const unlocked = await unlock(await share(key, { password, mayEmbed: true }), password);
    secrets[`view ${key} by password`] = ((await unlocked.json()) as UnlockedReply).key;
  }
});

/** Every guarded route of the API, asked about a site. */
const routes: [
  route: string,
  needs: 'view' | 'annotate' | 'read' | 'read-all' | 'admin' | 'admin-all',
  of: Asking,
][] = [
  ['post /api/v1/query', 'view', (key) => ['/api/v1/query', toQuery(key, 'visitors')]],
  [
    'post /api/v1/reports/funnel',
    'view',
    (key) => ['/api/v1/reports/funnel', { ...toReport(key), steps: [{ page: '/' }, { page: '/pay' }] }],
  ],
  ['post /api/v1/reports/paths', 'view', (key) => ['/api/v1/reports/paths', toReport(key)]],
  ['post /api/v1/reports/retention', 'view', (key) => ['/api/v1/reports/retention', toReport(key)]],
  ['post /api/v1/reports/revenue', 'view', (key) => ['/api/v1/reports/revenue', toReport(key)]],
  [
    'get /api/v1/query',
    'view',
    (key) => [`/api/v1/query?query=${encodeURIComponent(JSON.stringify(toQuery(key, 'visitors')))}`],
  ],
  ['get /api/v1/export', 'admin', (key) => [`/api/v1/export?site_id=${key}`]],
  ['get /api/v1/annotations', 'read', (key) => [`/api/v1/annotations?site_id=${key}`]],
  ['post /api/v1/annotations', 'annotate', (key) => ['/api/v1/annotations', { site_id: key, text: 'v2' }]],
  ['delete /api/v1/annotations/{id}', 'admin', (key) => [`/api/v1/annotations/999?site_id=${key}`]],
  ['get /api/v1/rejected', 'read', (key) => [`/api/v1/rejected?site_id=${key}`]],
  ['post /api/v1/rejected/replay', 'admin', (key) => ['/api/v1/rejected/replay', { site_id: key }]],
  ['delete /api/v1/visitors/{id}', 'admin', (key) => [`/api/v1/visitors/ada?site_id=${key}`]],
  ['get /api/v1/sites/{site}/goals', 'view', (key) => [`/api/v1/sites/${key}/goals`]],
  ['post /api/v1/sites/{site}/goals', 'admin', (key) => [`/api/v1/sites/${key}/goals`, toGoal()]],
  ['delete /api/v1/sites/{site}/goals/{id}', 'admin', (key) => [`/api/v1/sites/${key}/goals/999`]],
  ['get /api/v1/sites/{site}/rules', 'read', (key) => [`/api/v1/sites/${key}/rules`]],
  ['patch /api/v1/sites/{site}/rules', 'admin', (key) => [`/api/v1/sites/${key}/rules`, {}]],
  ['get /api/v1/sites/{site}/links', 'admin', (key) => [`/api/v1/sites/${key}/links`]],
  ['post /api/v1/sites/{site}/links', 'admin', (key) => [`/api/v1/sites/${key}/links`, {}]],
  ['delete /api/v1/sites/{site}/links/{id}', 'admin', (key) => [`/api/v1/sites/${key}/links/999`]],
  ['get /api/v1/sites/{site}/plan', 'read', (key) => [`/api/v1/sites/${key}/plan`]],
  ['put /api/v1/sites/{site}/plan', 'admin', (key) => [`/api/v1/sites/${key}/plan`, { mode: 'off' }]],
  ['get /api/v1/live', 'view', (key) => [`/api/v1/live?site=${key}`]],
  ['get /metrics', 'read-all', () => ['/metrics']],
  ['get /api/v1/archive', 'admin-all', () => ['/api/v1/archive']],
  [
    'post /api/v1/archive/restore',
    'admin-all',
    (key) => ['/api/v1/archive/restore', { site_id: key, name: '2026-01-01' }],
  ],
  ['post /api/v1/sites', 'admin-all', () => ['/api/v1/sites', { site: 'x' + Math.random() + '.example' }]],
  ['patch /api/v1/sites/{site}', 'admin-all', (key) => [`/api/v1/sites/${key}`, {}]],
  ['get /api/v1/tokens', 'admin-all', () => ['/api/v1/tokens']],
  ['post /api/v1/tokens', 'admin-all', () => ['/api/v1/tokens', { scope: 'read' }]],
  ['post /api/v1/tokens/{id}/rotate', 'admin-all', () => ['/api/v1/tokens/999/rotate']],
  ['delete /api/v1/tokens/{id}', 'admin-all', () => ['/api/v1/tokens/999']],
];
type Asking = (key: string) => [path: string, body?: unknown];
const toReport = (site_id: string): object => ({ site_id, date_range: 'day' });
const toGoal = (): object => ({ event: `e${Math.random()}` });
const toQuery = (site_id: string, metric: string): object => ({
  site_id,
  metrics: [metric],
  date_range: 'all',
});
/** Answered to the caller's own business: 404 is a token that is not there. */
const isServed = (status: number): boolean => [200, 201, 404].includes(status);

describe('a token', () => {
  it.each(routes)(
    'or shared link of each scope and site does at %s what it may, and no more',
    async (route, needs, of) => {
      const [method = ''] = route.split(' ');
      for (const [name, secret] of Object.entries(secrets)) {
        const [scope = '', ownSite] = name.split(' ');
        const [path, body] = of(site);
        const { status, body: answer } = await ask(secret, method.toUpperCase(), path, body);
        await answer?.cancel(); // a live one has no end
        const mayScope =
          scope === 'admin' ||
          (scope === 'read' && (needs === 'view' || needs.startsWith('read'))) ||
          (scope === 'ingest' && needs === 'annotate') ||
          (scope === 'view' && needs === 'view');
        const maySite = ownSite === '*' || (ownSite === site && !needs.endsWith('-all'));
        expect([name, isServed(status) ? 'served' : status]).toEqual([
          name,
          mayScope && maySite ? 'served' : 403,
        ]);
      }
      const [path, body] = of(site);
      expect((await ask(undefined, method.toUpperCase(), path, body)).status).toBe(401);
      expect(isServed((await ask(adminToken, method.toUpperCase(), path, body)).status)).toBe(true);
    },
  );

  it('or shared link is answered of a batch what it may read, and the rest is refused', async () => {
    const queries = [toQuery(site, 'visitors'), toQuery(other, 'visitors')];
    for (const [name, secret] of Object.entries(secrets)) {
      const [scope = '', ownSite] = name.split(' ');
      const response = await ask(secret, 'POST', '/api/v1/query/batch', { queries });
      const { answers = [] } = (await response.json()) as Partial<QueryBatchReply>;
      const told = answers.map((answer) => ('results' in answer ? 'answered' : answer.status));
      const mayRead = [site, other].map((key) => (ownSite === '*' || ownSite === key ? 'answered' : 403));
      expect([name, response.status, told]).toEqual(
        scope === 'ingest' ? [name, 403, []] : [name, 200, mayRead],
      );
    }
    expect((await ask(undefined, 'POST', '/api/v1/query/batch', { queries })).status).toBe(401);
  });

  it('is asked for by every route but those that all may use', async () => {
    const open = [
      ...['/healthz', '/readyz', '/openapi.json', '/sdk.js', '/sdk.lite.js', '/sdk.debug.js'].map(
        (path) => `get ${path}`,
      ),
      'post /api/v1/events',
      'options /api/v1/events*', // what a page asks before it sends
      'get /api/v1/sites', // see below
      'post /api/v1/query/batch', // answers query by query, see below
      ...['get', 'post', 'delete'].map((method) => `${method} /api/v1/session`),
      'post /api/v1/shared/unlock', // has the link in its body
      'delete /api/v1/sites/{site}', // ends what it is asked about, see below
    ];
    const all = [...inRouter].filter((route) => !route.startsWith('head '));
    expect(all.toSorted()).toEqual([...open, ...routes.map(([route]) => route)].toSorted());
  });

  it('deletes a site where it may do everything with all of them, and no other does', async () => {
    const path = '/api/v1/sites/leaves.example';
    expect((await ask(adminToken, 'POST', '/api/v1/sites', { site: 'leaves.example' })).status).toBe(201);
    for (const [name, secret] of Object.entries(secrets)) {
      if (name === 'admin *') continue;
      expect([name, (await ask(secret, 'DELETE', path)).status]).toEqual([name, 403]);
      expect([name, (await ask(secret, 'DELETE', `/api/v1/sites/${site}`)).status]).toEqual([name, 403]);
    }
    expect((await ask(undefined, 'DELETE', path)).status).toBe(401);
    expect((await ask(secrets['admin *'], 'DELETE', path)).status).toBe(204);
    expect((await readError(await ask(adminToken, 'DELETE', path))).code).toBe('unknown_site');
  });

  it('of one site reads no ledger of another', async () => {
    const asked = (secret: string | undefined, key: string): Promise<Response> =>
      ask(secret, 'POST', '/api/v1/query', toQuery(key, 'received'));
    expect((await asked(secrets[`read ${site}`], site)).status).toBe(200);
    expect(await readError(await asked(secrets[`read ${site}`], other))).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });

  it('of one site lists that site alone, and learns of no other whether it is there', async () => {
    const list = await ask(secrets[`read ${other}`], 'GET', '/api/v1/sites');
    expect(((await list.json()) as SitesReply).sites).toEqual([
      { site: other, timezone: 'UTC', origins: [] },
    ]);
    expect((await ask(secrets[`ingest ${other}`], 'GET', '/api/v1/sites')).status).toBe(403);
    const [foreign, unknown] = await Promise.all(
      [site, 'nobody.example'].map(async (key) =>
        readError(await ask(secrets[`read ${other}`], 'POST', '/api/v1/query', toQuery(key, 'visitors'))),
      ),
    );
    expect(foreign).toEqual(unknown);
  });

  it('sends events of its site from any origin, if it may send', async () => {
    const origin = { origin: 'https://elsewhere.example' };
    const sent = async (name: string): Promise<number> =>
      (await collector.post(toBatch([{}]), { ...origin, ...bearer(secrets[name]) })).status;
    expect((await collector.post(toBatch([{}]), origin)).status).toBe(403);
    expect(await sent(`ingest ${site}`)).toBe(202);
    expect(await sent('ingest *')).toBe(202);
    expect(await sent(`admin ${site}`)).toBe(202);
    expect(await sent(`read ${site}`)).toBe(403);
    expect(await sent(`ingest ${other}`)).toBe(403);
    expect(await sent(`view ${site}`)).toBe(403);
    expect((await collector.post(toBatch([{}]), bearer('pby_1_wrong'))).status).toBe(401);
  });
});

describe('/api/v1/tokens', () => {
  const read = (secret: string): Promise<Response> => ask(secret, 'GET', '/api/v1/sites');

  it('shows a secret once, lists tokens without, and stores no secret', async () => {
    const made = await create({ scope: 'read', site, name: 'Grafana' });
    expect(made.token).toMatch(/^pby_\d+_[\w-]{43}$/);
    const list = await (await ask(adminToken, 'GET', '/api/v1/tokens')).text();
    const { token, ...summary } = made;
    expect((JSON.parse(list) as TokensReply).tokens).toContainEqual(summary);
    expect(summary).toMatchObject({ scope: 'read', site, name: 'Grafana' });
    expect(list).not.toContain(token.slice(-43));
    const stored = await readFile(join(collector.config.dataDir, 'control.sqlite'));
    expect(stored.includes('Grafana')).toBe(true);
    expect(stored.includes(token.slice(-43))).toBe(false);
  });

  it('gives a token a new secret, and refuses the old one at once', async () => {
    const { id, token } = await create({ scope: 'read' });
    expect((await read(token)).status).toBe(200);
    const rotated = (await (
      await ask(adminToken, 'POST', `/api/v1/tokens/${id}/rotate`)
    ).json()) as NewTokenReply;
    expect(rotated).toMatchObject({ id, scope: 'read' });
    expect([(await read(token)).status, (await read(rotated.token)).status]).toEqual([401, 200]);
  });

  it('revokes a token at once', async () => {
    const { id, token } = await create({ scope: 'read' });
    expect((await ask(adminToken, 'DELETE', `/api/v1/tokens/${id}`)).status).toBe(204);
    expect(await readError(await read(token))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect((await ask(adminToken, 'DELETE', `/api/v1/tokens/${id}`)).status).toBe(404);
  });

  it('refuses a secret that is another’s but for its id, or but for its end', async () => {
    const [one, two] = [await create({ scope: 'read' }), await create({ scope: 'admin' })];
    expect((await read(one.token.replace(`_${one.id}_`, `_${two.id}_`))).status).toBe(401);
    expect((await read(one.token.slice(0, -1) + (one.token.endsWith('A') ? 'E' : 'A'))).status).toBe(401);
  });

  it.each([
    [{ scope: 'write' }, 400, 'invalid_request'],
    [{}, 400, 'invalid_request'],
    [{ scope: 'read', site: 'nobody.example' }, 403, 'unknown_site'],
  ])('refuses %j with %i', async (body, status, code) => {
    expect(await readError(await ask(adminToken, 'POST', '/api/v1/tokens', body))).toMatchObject({
      status,
      code,
    });
  });
});

describe('a shared link', () => {
  const read = (secret: string | undefined, path = '/api/v1/sites'): Promise<Response> =>
    ask(secret, 'GET', path);

  it('is listed without its secret, which is stored nowhere, and so is its password', async () => {
    const password = 'never to be seen again';
    const secret = await share(site, { name: 'For the board', password });
    const list = await (await ask(adminToken, 'GET', `/api/v1/sites/${site}/links`)).text();
    const { links } = JSON.parse(list) as SharedLinksReply;
    expect(links.at(-1)).toMatchObject({ name: 'For the board', hasPassword: true, mayEmbed: false });
    const stored = await readFile(join(collector.config.dataDir, 'control.sqlite'));
    expect(stored.includes('For the board')).toBe(true);
    for (const told of [secret.slice(-43), password]) {
      expect(list).not.toContain(told);
      expect(stored.includes(told)).toBe(false);
    }
  });

  it('shows its site without what the operator lets it have, and neither losses nor plans of queries', async () => {
    await ask(adminToken, 'PATCH', `/api/v1/sites/${other}`, { retention_days: 400 });
    const link = secrets[`view ${other}`];
    expect(((await (await read(link)).json()) as SitesReply).sites).toEqual([
      { site: other, timezone: 'UTC' },
    ]);
    await ask(adminToken, 'PATCH', `/api/v1/sites/${other}`, { retention_days: null });
    for (const more of [{ metrics: ['rejected'] }, { include: { explain: true } }]) {
      const asked = { ...toQuery(other, 'visitors'), ...more };
      expect(await readError(await ask(link, 'POST', '/api/v1/query', asked))).toMatchObject({
        status: 403,
        code: 'forbidden',
      });
    }
  });

  it('is refused at once when it is revoked, by nobody but its site', async () => {
    const secret = await share(site);
    const [, id] = /^pby_share_(\d+)_/.exec(secret) ?? [];
    const revoke = (key: string): Promise<Response> =>
      ask(adminToken, 'DELETE', `/api/v1/sites/${key}/links/${id}`);
    expect((await revoke(other)).status).toBe(404);
    expect((await read(secret)).status).toBe(200);
    expect((await revoke(site)).status).toBe(204);
    expect(await readError(await read(secret))).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it('with a password opens by a key of that password alone', async () => {
    const password = 'correct horse';
    const [secret, twin] = [await share(site, { password }), await share(site, { password })];
    const locked = await read(secret);
    expect(locked.headers.get('www-authenticate')).toBe('Bearer');
    expect(await readError(locked)).toMatchObject({ status: 401, code: 'password_required' });
    expect((await unlock(secret, 'correct house')).status).toBe(401);
    const { key, seconds } = (await (await unlock(secret, password)).json()) as UnlockedReply;
    expect(seconds).toBe(43_200);
    expect((await read(key)).status).toBe(200);
    const [, ends = '', mac = ''] = key.split('~');
    for (const forged of [
      `${twin}~${ends}~${mac}`,
      `${secret}~${Number(ends) + 1}~${mac}`,
      `${secret}~${ends}~${mac.toLowerCase()}`,
      `${secret}~${ends}~`,
    ]) {
      expect((await read(forged)).status).toBe(401);
    }
  });

  it('takes ten passwords a minute from a network, and thirty from everywhere', async () => {
    const secret = await share(site);
    const guess = async (address: string): Promise<number> => {
      const { status } = await fetch(`${collector.url}/api/v1/shared/unlock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ link: secret, password: 'a guess' }),
      });
      return status;
    };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++) statuses.push(await guess('198.51.100.1'));
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    for (let network = 2; network < 22; network++) expect(await guess(`198.51.100.${network}`)).toBe(401);
    expect(await guess('198.51.100.22')).toBe(429);
  });

  it.each([
    [{ password: 'short' }, /^password: /],
    [{ mayEmbed: 'yes' }, /^mayEmbed: /],
    [{ name: 'x'.repeat(65) }, /^name: /],
    [{ scope: 'admin' }, /^scope: /],
  ])('is not made of %j', async (body, message) => {
    expect(await readError(await ask(adminToken, 'POST', `/api/v1/sites/${site}/links`, body))).toMatchObject(
      {
        status: 400,
        code: 'invalid_request',
        message: expect.stringMatching(message) as string,
      },
    );
  });
});

describe('passerby token', () => {
  const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const run = async (...words: string[]): Promise<string> => {
    const { dataDir } = collector.config;
    const done = await promisify(execFile)(process.execPath, [
      program,
      'token',
      ...words,
      '--data-dir',
      dataDir,
    ]);
    return done.stdout.trim();
  };
  const read = async (secret: string): Promise<number> => (await ask(secret, 'GET', '/api/v1/sites')).status;

  it('creates, lists, rotates and revokes beside a running collector, which heeds it at once', async () => {
    const first = await run('create', '--scope', 'read', '--site', site, '--name', 'night report');
    expect(first).toMatch(/^pby_\d+_[\w-]{43}$/);
    expect(await read(first)).toBe(200);
    const id = first.split('_')[1] ?? '';
    const line = (await run('list')).split('\n').find((text) => text.startsWith(`${id}\t`));
    expect(line).toMatch(new RegExp(`^${id}\tread\t${site}\t20\\S+Z\tnight report$`));
    const second = await run('rotate', id);
    expect([await read(first), await read(second)]).toEqual([401, 200]);
    await run('revoke', id);
    expect(await read(second)).toBe(401);
    // Four programs, each some seconds on a busy machine.
  }, 120_000);

  it.each([
    [['revoke', '999'], /passerby: there is no token 999; "passerby token list" lists them/],
    [['create', '--scope', 'write'], /Allowed choices are ingest, read, admin/],
    [
      ['create', '--scope', 'read', '--site', 'nobody.example'],
      /passerby: there is no site nobody.example; add it/,
    ],
  ])('%j says what is wrong', async (words, message) => {
    await expect(run(...words)).rejects.toThrow(message);
  });
});

describe('POST /api/v1/sites', () => {
  const add = (body: object): Promise<Response> => ask(adminToken, 'POST', '/api/v1/sites', body);

  it('adds a site that may send at once, though it was refused a moment ago', async () => {
    const batch = toBatch([{}], { site: 'new.example' });
    expect((await collector.post(batch)).status).toBe(403);
    const added = await add({
      site: 'NEW.example',
      timezone: 'Asia/Kolkata',
      origins: ['http://localhost:1'],
    });
    expect([added.status, await added.json()]).toEqual([
      201,
      { site: 'new.example', timezone: 'Asia/Kolkata', origins: ['http://localhost:1'] },
    ]);
    expect((await collector.post(batch, { origin: 'http://localhost:1' })).status).toBe(202);
  });

  it.each([
    [{ site }, 409, 'already_exists'],
    [{ site: 'not a domain' }, 400, 'invalid_request'],
    [{ site: 'a.example', timezone: 'Mars' }, 400, 'invalid_request'],
    [{ domain: 'a.example' }, 400, 'invalid_request'],
  ])('refuses %j with %i', async (body, status, code) => {
    expect(await readError(await add(body))).toMatchObject({ status, code });
  });
});
