import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from '@passerby/wire';

/**
 * What happens to events instead of reaching the collector: an answer, a reset connection, or silence. With
 * `lost-answer` they do reach it, and the page hears nothing of that.
 */
export type Fault = { status: number; retryAfter?: string } | 'reset' | 'hang' | 'lost-answer';

/** Stands between pages and a collector. Only `POST /api/v1/events` has faults. */
export interface FaultProxy {
  url: string;
  /** From now on; `undefined`: the events pass. */
  fault: Fault | undefined;
  /** Requests with events that came so far, faults included. */
  requestCount: number;
  /** Events that the collector said it had already. */
  duplicateCount: number;
  /** Preflights that came. */
  preflightCount: number;
  /** Content types and first two bytes of the bodies that came. */
  bodies: { type: string | undefined; gzip: boolean; length: number }[];
  stop(): Promise<void>;
}

export async function startFaultProxy(collectorUrl: string): Promise<FaultProxy> {
  const server = createServer((request, response) => void handle(request, response));
  const proxy: FaultProxy = {
    url: '',
    fault: undefined,
    requestCount: 0,
    duplicateCount: 0,
    preflightCount: 0,
    bodies: [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The page is gone in the middle of its request.
    }
    const body = Buffer.concat(chunks);
    const isEvents = request.method === 'POST' && request.url === '/api/v1/events';
    if (request.method === 'OPTIONS') proxy.preflightCount++;
    const { fault } = proxy;
    if (isEvents) {
      proxy.requestCount++;
      proxy.bodies.push({
        type: request.headers['content-type'],
        gzip: body[0] === 0x1f && body[1] === 0x8b,
        length: body.length,
      });
      if (fault === 'hang') return;
      if (fault === 'reset') return void request.socket.destroy();
      if (typeof fault === 'object') {
        response.writeHead(fault.status, {
          'access-control-allow-origin': request.headers.origin ?? '*',
          'access-control-expose-headers': 'Retry-After',
          ...(fault.retryAfter && { 'retry-after': fault.retryAfter }),
        });
        return void response.end('{"error":{"code":"fault","message":"made by a test"}}');
      }
    }
    const onward = forward(
      new URL(request.url ?? '/', collectorUrl),
      { method: request.method, headers: request.headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const whole = Buffer.concat(parts);
          if (isEvents && answer.statusCode === 202) {
            proxy.duplicateCount += (JSON.parse(whole.toString()) as Reply).duplicates;
          }
          if (isEvents && fault === 'lost-answer') response.destroy();
          else response.writeHead(answer.statusCode ?? 502, answer.headers).end(whole);
        });
      },
    );
    onward.on('error', () => response.destroy()); // The collector is down, and so is what stands before it.
    onward.end(body);
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
