import type { Batch, Event } from '@passerby/collector/testing';
import { http, HttpResponse, type HttpHandler } from 'msw';
import type { RequestFault } from '../faults.ts';

export interface PasserbyHandlersOptions {
  /** Called with each event that arrives, once for an id; `batch` is what was said of all events of the request. */
  onEvent?: (event: Event, batch: Omit<Batch, 'events'>) => void;
  /** Where the app sends to, such as `https://stats.example`; default any host. */
  endpoint?: string;
  /** Asked at each request what goes wrong with it; `undefined`: nothing. */
  fault?: () => RequestFault | undefined;
}

/**
 * Handlers for `setupServer` and `setupWorker` of msw that take what trackers send and answer like a collector. They
 * judge no event: a bad one is taken, where `startTestCollector()` and Playwright's fixture would reject it.
 */
export function passerbyHandlers(options: PasserbyHandlersOptions = {}): HttpHandler[] {
  const { onEvent, endpoint = '*', fault: current } = options;
  const known = new Set<string>();
  return [
    http.post(`${endpoint.replace(/\/+$/, '')}/api/v1/events`, async ({ request }) => {
      const fault = current?.();
      if (fault?.kind === 'blocked' || fault?.kind === 'reset') return HttpResponse.error();
      if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault?.kind === 'status') {
        const { status, retryAfter } = fault;
        const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
        const error = { code: 'fault', message: `${status} was asked for by a test` };
        return HttpResponse.json({ error }, { status, headers });
      }
      const { events, ...batch } = await readBatch(request);
      const fresh = events.filter(({ id }) => !known.has(`${batch.site} ${id}`));
      for (const event of fresh) {
        known.add(`${batch.site} ${event.id}`);
        onEvent?.(event, batch);
      }
      if (fault?.kind === 'lost-answer') return HttpResponse.error();
      const duplicates = events.length - fresh.length;
      return HttpResponse.json({ accepted: fresh.length, duplicates, rejected: [] }, { status: 202 });
    }),
  ];
}

/** Trackers compress what is large, and say so by its first bytes alone, as a header would cost a preflight. */
async function readBatch(request: Request): Promise<Batch> {
  const body = await request.blob();
  const [first, second] = new Uint8Array(await body.slice(0, 2).arrayBuffer());
  const isGzip = first === 0x1f && second === 0x8b;
  const plain = isGzip ? body.stream().pipeThrough(new DecompressionStream('gzip')) : body;
  return (await new Response(plain).json()) as Batch;
}
