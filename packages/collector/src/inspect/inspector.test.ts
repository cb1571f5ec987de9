import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Arrival, TestCollector, TestLedger } from '../testing/index.ts';
import { startInspector, type Bad } from './inspector.ts';

let inspector: TestCollector;
beforeEach(async () => {
  inspector = await startInspector({ port: 0 });
});
afterEach(() => inspector.stop());

const good = {
  type: 'event',
  name: 'signup',
  time: Date.now(),
  url: 'https://shop.example/',
  props: { plan: 'pro' },
};

async function send(...events: unknown[]): Promise<void> {
  const body = JSON.stringify({ site: 'shop.example', sentAt: Date.now(), events });
  await fetch(`${inspector.url}/api/v1/events`, { method: 'POST', body });
}

const get = async <Answer>(path: string): Promise<Answer> =>
  (await (await fetch(inspector.url + path)).json()) as Answer;

/** Answers the status of a request with these headers, which `fetch` would not send. */
const statusFor = (path: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(inspector.url + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('passerby inspect', () => {
  it('tells scripts what is good, what is bad and why, until it is reset', async () => {
    const id = crypto.randomUUID();
    await send({ ...good, id }, { ...good, id: 'x' });
    await send({ ...good, id });
    await fetch(`${inspector.url}/api/v1/events`, { method: 'POST', body: 'no JSON' });
    expect((await get<Arrival[]>('/good')).map(({ event, fate }) => [event.id, fate])).toEqual([
      [id, 'accepted'],
      [id, 'duplicate'],
    ]);
    expect(await get<Bad[]>('/bad')).toMatchObject([
      { code: 'invalid_id', message: expect.stringContaining('UUID') as string, event: { id: 'x' } },
      { status: 400, code: 'invalid_json' },
    ]);
    expect(await get<TestLedger>('/ledger')).toMatchObject({
      received: 3,
      accepted: 1,
      duplicates: 1,
      rejected: 1,
    });
    expect((await fetch(`${inspector.url}/reset`, { method: 'POST' })).status).toBe(204);
    expect([await get('/good'), await get('/bad')]).toEqual([[], []]);
  });

  it('shows a page what came before and what comes', async () => {
    await send({ ...good, id: crypto.randomUUID() });
    const { body } = await fetch(`${inspector.url}/live`);
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (text: string, times = 1): Promise<void> => {
      while (heard.split(text).length <= times) heard += (await reader.read()).value;
    };
    await hear('"name":"signup"');
    await send({ ...good, id: crypto.randomUUID(), name: 'purchase' });
    await hear('"name":"purchase"');
    await fetch(`${inspector.url}/reset`, { method: 'POST' });
    await hear('event: reset', 2); // The first is of the start.
    expect(heard.split('"name":"signup"')).toHaveLength(2);
    await reader.cancel();
  });

  it('has a page under a strict policy, and the tracker beside it for any page', async () => {
    const page = await fetch(inspector.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('inspect.js');
    expect((await fetch(`${inspector.url}/sdk.js`)).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('shows nothing to other names and to pages from elsewhere, whose events it takes', async () => {
    for (const path of ['/', '/good', '/bad', '/live']) {
      expect(await statusFor(path, { host: 'rebound.example' })).toBe(403);
      expect(await statusFor(path, { origin: 'https://shop.example' })).toBe(403);
    }
    await fetch(`${inspector.url}/api/v1/events`, {
      method: 'POST',
      headers: { origin: 'https://shop.example' },
      body: JSON.stringify({ site: 's', sentAt: Date.now(), events: [{ ...good, id: crypto.randomUUID() }] }),
    });
    expect(await get('/good')).toHaveLength(1);
  });
});
