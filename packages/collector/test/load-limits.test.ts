import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readError, site, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
afterEach(async () => {
  await collector.stop();
  await collector.start();
});

const sentFrom = (address: string, key = site): Promise<Response> =>
  collector.post(toBatch([{}], { site: key }), { 'x-forwarded-for': address });
const statuses = async (addresses: string[]): Promise<number[]> => {
  const all: number[] = [];
  for (const address of addresses) all.push((await sentFrom(address)).status);
  return all;
};

describe('the limit of requests', () => {
  it('of one network counts a /64 as one, and turns its requests away with the time to come back', async () => {
    await collector.stop();
    await collector.start({ maxRequestsPerNetwork: 2 });
    expect(await statuses(['2001:db8::1', '2001:db8::2', '2001:db8::3'])).toEqual([202, 202, 429]);
    expect(await statuses(['2001:db8:0:1::1', '192.0.2.1', '192.0.2.2'])).toEqual([202, 202, 202]);
    const refused = await sentFrom('2001:db8::4');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(await readError(refused)).toMatchObject({ status: 429, code: 'too_many_requests' });
    const counters = await (await fetch(`${collector.url}/metrics`)).text();
    expect(counters).toContain('passerby_requests_failed_total{code="too_many_requests"} 2');
  });

  it('does not count this machine, which may be a proxy that speaks for all', async () => {
    await collector.stop();
    await collector.start({ maxRequestsPerNetwork: 1 });
    expect(await statuses(['127.0.0.1', '127.0.0.1', '::1', '::1'])).toEqual([202, 202, 202, 202]);
  });

  it('of one site counts from everywhere, and leaves other sites alone', async () => {
    await collector.addSite('other.example');
    await collector.stop();
    await collector.start({ maxRequestsPerSite: 2 });
    expect(await statuses(['192.0.2.1', '192.0.2.2', '192.0.2.3'])).toEqual([202, 202, 429]);
    expect((await sentFrom('192.0.2.1', 'other.example')).status).toBe(202);
  });

  it('is none where it is 0', async () => {
    expect(new Set(await statuses(Array.from({ length: 20 }, () => '192.0.2.1')))).toEqual(new Set([202]));
  });
});

describe('a request that comes too slowly (slow loris)', () => {
  async function answerTo(head: string): Promise<string> {
    const { port } = new URL(collector.url);
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(head));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const drip = setInterval(() => socket.writable && socket.write('x'), 100);
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    clearInterval(drip);
    return answer;
  }

  it.each([
    ['head', 'POST /api/v1/events HTTP/1.1\r\nhost: localhost\r\nx: '],
    [
      'body',
      'POST /api/v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 9999\r\n\r\n',
    ],
  ])('in its %s is ended, while others are served', async (_part, head) => {
    await collector.stop();
    await collector.start({ requestTimeoutMs: 400 });
    const slow = answerTo(head);
    expect((await sentFrom('192.0.2.1')).status).toBe(202);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 .*\{"error":\{"code":"request_timeout","message":/s);
  });
});

describe('a request whose head is none', () => {
  async function answerTo(text: string): Promise<string> {
    let answer = '';
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    return answer;
  }
  const line = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n';

  it.each([
    ['of over 16 KiB', `${line}x-long: ${'x'.repeat(16_384)}\r\n\r\n`, 431, 'headers_too_large'],
    ['that is no HTTP', 'HELO passerby\r\n\r\n', 400, 'invalid_request'],
  ])(
    '%s is answered as all errors are, counted, and its connection ended',
    async (_title, text, status, code) => {
      const answer = await answerTo(text);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const [, body = ''] = answer.split('\r\n\r\n');
      expect(JSON.parse(body)).toEqual({ error: { code, message: expect.any(String) as string } });
      const counters = await (await fetch(`${collector.url}/metrics`)).text();
      expect(counters).toContain(`passerby_requests_failed_total{code="${code}"} 1`);
      expect(await answerTo(`${line}x-long: ${'x'.repeat(8_000)}\r\nconnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 200 /,
      );
    },
  );
});

describe('a collector whose log is full', () => {
  const ready = async (): Promise<number> => (await fetch(`${collector.url}/readyz`)).status;

  it('turns events away with the time to come back, says so to a balancer, and goes on answering', async () => {
    await collector.stop();
    await collector.start({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    const refused = await sentFrom('192.0.2.1');
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(await readError(refused)).toMatchObject({ status: 503, code: 'log_full' });
    expect(await ready()).toBe(503);
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
    await collector.query({ metrics: ['visitors'], date_range: 'day' });
  });

  it('takes events again when ClickHouse has what waited', async () => {
    await collector.stop();
    await collector.start({ maxLogBytes: 1, maxLagMs: 3_000 });
    await collector.send([{}]); // written at once; the next waits for the lag
    await whenTrue(async () => expect((await sentFrom('192.0.2.1')).status).toBe(503));
    expect(await ready()).toBe(503);
    await whenTrue(async () => expect(await ready()).toBe(200));
    expect((await sentFrom('192.0.2.1')).status).toBe(202);
  });
});

describe('a collector that is short of memory', () => {
  it('turns requests away with the time to come back, and says that it lives', async () => {
    await collector.stop();
    const memory = vi.spyOn(process, 'constrainedMemory').mockReturnValue(1_000_000);
    await collector.start();
    memory.mockRestore();
    await whenTrue(async () => expect((await sentFrom('192.0.2.1')).status).toBe(503));
    const refused = await sentFrom('192.0.2.1');
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await readError(refused)).toMatchObject({ status: 503, code: 'overloaded' });
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
  });
});
