import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openControlDatabase } from '../src/control/database.ts';
import { createPassword } from '../src/control/password.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import type { NewTokenReply, SessionReply, SitesReply } from '@passerby/wire';
import { startServer } from '../src/server.ts';
import {
  audience,
  clientId,
  clientSecret,
  publicUrl,
  startOpenIdProvider,
  type OpenIdProvider,
} from './openid-provider.ts';
import { ask, readError, site, toBatch, useCollector } from './use-collector.ts';

const adminToken = 'a-secret-of-the-operator';
const password = 'correct horse battery staple';
const other = 'other.example';
const collector = useCollector({ adminToken });
let provider: OpenIdProvider;

beforeAll(async () => {
  provider = await startOpenIdProvider();
  await collector.addSite(other);
});
afterAll(async () => {
  await provider.stop();
});

/** What the provider says of everybody from now on. */
function claim(claims: Record<string, unknown>): void {
  for (const name of Object.keys(provider.claims)) delete provider.claims[name];
  Object.assign(provider.claims, claims);
}

/** Attempts to sign in are counted by process, so each test has one of its own. */
async function restart(overrides: Parameters<typeof collector.start>[0] = {}): Promise<void> {
  await collector.stop();
  await collector.start(overrides);
}

/** The requests of one browser with the page of the dashboard open. */
function openBrowser(headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) {
  const jar = new Map<string, string>();
  const raw: string[] = [];
  async function send(method: string, path: string, body?: unknown, more = headers): Promise<Response> {
    const response = await fetch(path.startsWith('http') ? path : collector.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...more,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      raw.push(cookie);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  return {
    jar,
    raw,
    send,
    signIn: (secret: string) => send('POST', '/api/v1/session', { secret }),
    signOut: () => send('DELETE', '/api/v1/session'),
    sites: async () => {
      const response = await send('GET', '/api/v1/sites');
      if (!response.ok) return response.status;
      return ((await response.json()) as SitesReply).sites.map((each) => each.site);
    },
    session: async () => (await (await send('GET', '/api/v1/session')).json()) as SessionReply,
  };
}

const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
function passerby(words: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [program, ...words, '--data-dir', collector.config.dataDir],
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(input);
  });
}

describe('a password', () => {
  beforeAll(() => restart());

  it('set beside a running collector signs in, and is stored as no text', async () => {
    const browser = openBrowser();
    expect((await browser.signIn(password)).status).toBe(401);
    expect(await passerby(['password', 'set'], `${password}\n`)).toBe('passerby: the password is set\n');
    expect((await browser.signIn(`${password}r`)).status).toBe(401);
    expect((await browser.signIn(password)).status).toBe(204);
    expect(await browser.sites()).toEqual([other, site]);
    expect(await browser.session()).toEqual({ signedIn: true });
    const stored = await readFile(join(collector.config.dataDir, 'control.sqlite'));
    expect(stored.includes('scrypt$')).toBe(true);
    const [secret = ''] = browser.jar.values();
    for (const text of [password, secret.split('.')[1] ?? '']) expect(stored.includes(text)).toBe(false);
  });

  it('ends its sessions when it is set anew, and when it is removed', async () => {
    const browser = openBrowser();
    await browser.signIn(password);
    const control = await openControlDatabase(controlPath(collector.config.dataDir));
    await createPassword(control).set(`${password} 2`);
    await control.destroy();
    expect(await browser.sites()).toBe(401);
    await browser.signIn(`${password} 2`);
    expect(await browser.sites()).toEqual([other, site]);
    await passerby(['password', 'remove']);
    expect(await browser.sites()).toBe(401);
    expect((await browser.signIn(`${password} 2`)).status).toBe(401);
  });

  it('is refused where it is short', async () => {
    await expect(passerby(['password', 'set'], 'eleven char')).rejects.toThrow(
      'passerby: a password has 12 to 256 characters; this one has 11',
    );
  });
});

describe('a session', () => {
  beforeAll(() => restart());

  it('is a cookie that no script reads and no other site sends', async () => {
    const browser = openBrowser();
    await browser.signIn(adminToken);
    expect(browser.raw).toEqual([
      expect.stringMatching(/^passerby=\d+\.[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  it('is a Secure cookie of this very host for a page that came over https, whatever the proxy says', async () => {
    const browser = openBrowser({ 'sec-fetch-site': 'same-origin', origin: 'https://stats.example' });
    await browser.signIn(adminToken);
    expect(browser.raw).toEqual([
      expect.stringMatching(/^__Host-passerby=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
  });

  it('is used by the dashboard alone: a page of another host or site that makes the browser send it gets nothing', async () => {
    const browser = openBrowser();
    await browser.signIn(adminToken);
    const host = new URL(collector.url).host;
    const added = (headers: Record<string, string>): Promise<Response> =>
      browser.send('POST', '/api/v1/sites', { site: `s${Math.random()}.example` }, headers);
    expect((await added({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    expect((await added({ origin: `http://${host}` })).status).toBe(201);
    for (const headers of [
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://evil.localhost' },
      { origin: 'null' },
      {},
    ])
      expect([headers, (await added(headers as Record<string, string>)).status]).toEqual([headers, 401]);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.send('GET', '/api/v1/sites', undefined, foreign)).status).toBe(401);
    expect(
      await readError(await browser.send('DELETE', '/api/v1/session', undefined, foreign)),
    ).toMatchObject({
      status: 403,
      code: 'origin_not_allowed',
    });
    expect((await browser.send('POST', '/api/v1/session', { secret: adminToken }, foreign)).status).toBe(403);
  });

  it('ends with the sign-out, for whoever has kept the cookie as well', async () => {
    const browser = openBrowser();
    await browser.signIn(adminToken);
    const kept = new Map(browser.jar);
    expect((await browser.signOut()).status).toBe(204);
    expect(browser.jar.size).toBe(0);
    for (const [name, value] of kept) browser.jar.set(name, value);
    expect(await browser.sites()).toBe(401);
    expect((await browser.signOut()).status).toBe(204);
  });

  it('of a token may what the token may, and ends when it is rotated', async () => {
    const made = await fetch(`${collector.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ scope: 'read', site }),
    });
    const { id, token } = (await made.json()) as NewTokenReply;
    const browser = openBrowser();
    expect((await browser.signIn(token)).status).toBe(204);
    expect(await browser.sites()).toEqual([site]);
    expect((await browser.send('GET', '/api/v1/tokens')).status).toBe(403);
    await passerby(['token', 'rotate', String(id)]);
    expect(await browser.sites()).toBe(401);
  });

  it('of no one is found by an id and another’s secret', async () => {
    const [one, two] = [openBrowser(), openBrowser()];
    for (const browser of [one, two]) await browser.signIn(adminToken);
    const secretOf = (browser: typeof one): string[] => (browser.jar.get('passerby') ?? '').split('.');
    one.jar.set('passerby', `${secretOf(two)[0]}.${secretOf(one)[1]}`);
    expect(await one.sites()).toBe(401);
    expect(await two.sites()).toContain(site);
  });

  it('outlives a restart, and ends with another admin token', async () => {
    const browser = openBrowser();
    await restart();
    await browser.signIn(adminToken);
    await restart();
    expect(await browser.sites()).toContain(site);
    await restart({ adminToken: 'another-secret' });
    expect(await browser.sites()).toBe(401);
    await restart();
  });

  it('is over after a week', async () => {
    const browser = openBrowser();
    await browser.signIn(adminToken);
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 7 * 86_400_000 - 5_000);
    expect(await browser.sites()).toContain(site);
    clock.mockReturnValue(now + 7 * 86_400_000 + 1);
    expect(await browser.sites()).toBe(401);
    clock.mockRestore();
  });
});

describe('attempts to sign in', () => {
  it('are ten a minute from one network, this machine included', async () => {
    await restart();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++)
      statuses.push((await openBrowser().signIn('guess')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect(await openBrowser().session()).toEqual({ signedIn: false });
  });

  it.each([[{}], [{ secret: 1 }], [{ secret: '' }], [{ secret: 'x'.repeat(257) }], [[]]])(
    'refuse %j',
    async (body) => {
      await restart();
      expect(await readError(await openBrowser().send('POST', '/api/v1/session', body))).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );
});

describe('a bearer token of the OpenID provider', () => {
  const withBearer = (): Promise<void> => restart({ oidcIssuer: provider.issuer, oidcAudience: audience });
  const sites = (token: string): Promise<Response> =>
    fetch(`${collector.url}/api/v1/sites`, { headers: { authorization: `Bearer ${token}` } });
  it('reads the sites that its claim names, and no other', async () => {
    await withBearer();
    claim({ passerby_sites: [site, 'of-somebody-else.example'] });
    const token = await provider.accessToken();
    expect(await (await sites(token)).json()).toEqual({ sites: [{ site, timezone: 'UTC', origins: [] }] });
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(collector.url, {}, headers)).status).toBe(200);
    expect(await readError(await ask(collector.url, { site_id: other }, headers))).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    expect((await fetch(`${collector.url}/metrics`, { headers })).status).toBe(403);
    expect((await collector.post(toBatch([{}]), headers)).status).toBe(403);
  });

  it('may administer where its role says so, and read all where it has a star', async () => {
    await withBearer();
    claim({ passerby_sites: '*' });
    const tokens = async (): Promise<number> =>
      (
        await fetch(`${collector.url}/api/v1/tokens`, {
          headers: { authorization: `Bearer ${await provider.accessToken()}` },
        })
      ).status;
    expect(
      ((await (await sites(await provider.accessToken())).json()) as SitesReply).sites.length,
    ).toBeGreaterThan(1);
    expect(await tokens()).toBe(403);
    claim({ passerby_sites: '*', passerby_role: 'admin' });
    expect(await tokens()).toBe(200);
  });

  it('is refused when it is for another audience, changed, over, or of nobody’s sites', async () => {
    await withBearer();
    claim({ passerby_sites: '*' });
    const token = await provider.accessToken();
    const [head, body = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, passerby_role: 'admin' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const wrong of [
      await provider.accessToken('https://elsewhere.example'),
      `${head}.${forged}.${signature}`,
      `${none}.${forged}.x`,
    ])
      expect(await readError(await sites(wrong))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect((await sites(token)).status).toBe(200);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    expect((await sites(token)).status).toBe(401);
    vi.useRealTimers();
    clock.mockRestore();
    claim({ passerby_sites: ['nobody.example'] });
    expect(await readError(await sites(await provider.accessToken()))).toMatchObject({
      status: 403,
      message: 'the claim passerby_sites names no site of this collector',
    });
  });

  it('is nothing where no audience is configured', async () => {
    claim({ passerby_sites: '*' });
    const token = await provider.accessToken();
    await restart({ oidcIssuer: provider.issuer });
    expect(await readError(await sites(token))).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it('waits for a provider that is down, while the admin token works', async () => {
    claim({ passerby_sites: '*' });
    const token = await provider.accessToken();
    await restart({ oidcIssuer: 'http://127.0.0.1:2', oidcAudience: audience });
    const refused = await sites(token);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await readError(refused)).toMatchObject({ status: 503, code: 'provider_unavailable' });
    expect((await sites(adminToken)).status).toBe(200);
    expect((await collector.post(toBatch([{}]))).status).toBe(202);
  });

  it('waits for a provider whose keys cannot be had, and takes no token for wrong meanwhile', async () => {
    claim({ passerby_sites: '*' });
    const token = await provider.accessToken();
    const broken = createServer((request, response) => {
      const { port } = broken.address() as AddressInfo;
      const issuer = `http://127.0.0.1:${port}`;
      response.statusCode = request.url === '/jwks' ? 500 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }));
    }).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const { port } = broken.address() as AddressInfo;
    await restart({ oidcIssuer: `http://127.0.0.1:${port}`, oidcAudience: audience });
    expect(await readError(await sites(token))).toMatchObject({ status: 503, code: 'provider_unavailable' });
    broken.close();
  });
});

describe('a sign-in by the OpenID provider', () => {
  const home = `${publicUrl}/`;
  const withClient = (): Promise<void> =>
    restart({
      oidcIssuer: provider.issuer,
      oidcClientId: clientId,
      oidcClientSecret: clientSecret,
      oidcName: 'Example ID',
      publicUrl,
    });
  const local = (url: string): string => url.replace(home, `${collector.url}/`);

  /** Goes to the provider, signs in there, agrees, and answers with what address the browser is sent back. */
  async function visitProvider(browser: ReturnType<typeof openBrowser>): Promise<string> {
    let { headers } = await browser.send('GET', '/api/v1/session/provider');
    for (let step = 0; step < 12; step++) {
      const location = headers.get('location') ?? '';
      if (location.startsWith(home)) return location;
      const url = new URL(location, provider.issuer).href;
      ({ headers } = url.includes('/interaction/')
        ? await answer(browser, url)
        : await browser.send('GET', url));
    }
    throw new Error('the provider does not send the browser back');
  }
  async function answer(browser: ReturnType<typeof openBrowser>, url: string): Promise<Response> {
    const page = await (await browser.send('GET', url)).text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
    return fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: new URLSearchParams({ prompt, login: 'ada', password: 'anything' }),
    });
  }

  it('opens a session for the sites that the claims name, and tells the provider a secret by its hash only (PKCE)', async () => {
    await withClient();
    claim({ passerby_sites: [site] });
    const browser = openBrowser();
    expect(await browser.session()).toEqual({ signedIn: false, provider: 'Example ID' });
    const start = await browser.send('GET', '/api/v1/session/provider');
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      scope: 'openid',
      redirect_uri: `${home}api/v1/session/callback`,
      code_challenge_method: 'S256',
    });
    expect(browser.raw[0]).toMatch(/^__Host-passerby-journey=.*; HttpOnly; Secure; SameSite=Lax$/);
    const back = await browser.send('GET', local(await visitProvider(browser)));
    expect(back.headers.get('location')).toBe(home);
    expect(browser.raw.at(-1)).toMatch(
      /^__Host-passerby=.*; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(browser.jar.has('__Host-passerby-journey')).toBe(false);
    expect(await browser.sites()).toEqual([site]);
    expect((await browser.send('GET', '/api/v1/tokens')).status).toBe(403);
    await browser.signOut();
    expect(await browser.sites()).toBe(401);
  });

  it('is none for another browser, another state, a code used before, or somebody without sites', async () => {
    await withClient();
    claim({ passerby_sites: [site] });
    const browser = openBrowser();
    const returned = local(await visitProvider(browser));
    const journey = new Map(browser.jar);
    const outcome = async (by: typeof browser, url: string): Promise<string | null> =>
      (await by.send('GET', url)).headers.get('location');
    expect(await outcome(openBrowser(), returned)).toBe(`${home}#sign-in-failed`);
    const stranger = openBrowser();
    await stranger.send('GET', '/api/v1/session/provider');
    expect(await outcome(stranger, returned)).toBe(`${home}#sign-in-failed`);
    expect(await outcome(browser, returned)).toBe(home);
    for (const [name, value] of journey) browser.jar.set(name, value);
    expect(await outcome(browser, returned)).toBe(`${home}#sign-in-failed`);
    await withClient();
    claim({});
    const nobody = openBrowser();
    expect(await outcome(nobody, local(await visitProvider(nobody)))).toBe(`${home}#sign-in-no-site`);
    expect(await nobody.sites()).toBe(401);
  });

  it.each([
    [{ oidcClientId: clientId }, 'PASSERBY_OIDC_ISSUER: missing'],
    [{ oidcIssuer: 'http://id.example' }, 'is not an https URL'],
    [{ oidcIssuer: 'https://id.example', adminToken: undefined }, 'needs PASSERBY_ADMIN_TOKEN'],
    [
      { oidcIssuer: 'https://id.example', oidcClientId: clientId },
      'PASSERBY_PUBLIC_URL: "" is not an address',
    ],
  ])('is configured whole or not at all: %j', async (overrides, message) => {
    const dataDir = `${collector.config.dataDir}/other`;
    await expect(startServer({ ...collector.config, dataDir, ...overrides })).rejects.toThrow(message);
  });
});
