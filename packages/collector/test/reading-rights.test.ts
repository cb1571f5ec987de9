import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../src/server.ts';
import { ask, readError, toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();

/** `fetch` lets no one set `Host`. */
function statusFor(host: string, path: string, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(collector.url + path, { method, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on('error', reject).end();
  });
}

describe('without a token', () => {
  it.each(['localhost', 'localhost:8420', '127.0.0.1', '127.0.0.1:1', '[::1]:8420'])(
    'reads for the host %s',
    async (host) => {
      expect(await statusFor(host, '/api/v1/sites')).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8420',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.7',
  ])('refuses the host "%s": a name may be pointed at this machine (DNS rebinding)', async (host) => {
    expect(await statusFor(host, '/api/v1/sites')).toBe(403);
    expect(await statusFor(host, '/api/v1/query', 'POST')).toBe(403);
  });

  it.each(['0.0.0.0', '::', '192.168.0.7', 'shop.example'])('refuses to listen on %s', async (host) => {
    const start = startServer({ ...collector.config, dataDir: `${collector.config.dataDir}/other`, host });
    await expect(start).rejects.toThrow(/PASSERBY_HOST: without PASSERBY_ADMIN_TOKEN .* set a token/);
  });
});

describe('with a token', () => {
  const token = 'a-secret-of-the-operator';
  afterEach(async () => {
    await collector.stop();
    await collector.start();
  });

  it('reads for its bearer only, whatever the host', async () => {
    await collector.stop();
    await collector.start({ adminToken: token });
    const given: [authorization: string | undefined, status: number][] = [
      [`Bearer ${token}`, 200],
      [undefined, 401],
      ['', 401],
      ['Bearer ', 401],
      [`Bearer ${token}x`, 401],
      [`Bearer ${token.slice(0, -1)}`, 401],
      [`bearer ${token}`, 200], // RFC 9110: the scheme's case does not matter
      [`Basic ${token}`, 401],
      [token, 401],
    ];
    for (const [authorization, status] of given) {
      const headers = authorization === undefined ? {} : { authorization };
      const query = await ask(collector.url, {}, headers);
      const sites = await fetch(`${collector.url}/api/v1/sites`, { headers });
      expect([authorization, query.status, sites.status]).toEqual([authorization, status, status]);
    }
    const refused = await ask(collector.url, {});
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await readError(refused)).toMatchObject({ code: 'unauthorized' });
  });

  it('takes events of anyone', async () => {
    await collector.stop();
    await collector.start({ adminToken: token });
    expect((await collector.post(toBatch([{}]))).status).toBe(202);
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
  });

  it('may listen beyond this machine', async () => {
    await collector.stop();
    await collector.start({ adminToken: token, host: '0.0.0.0' });
    expect((await fetch(`http://127.0.0.1:${new URL(collector.url).port}/healthz`)).status).toBe(200);
  });
});
