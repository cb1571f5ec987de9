import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { PlanDocument } from '@passerby/wire';
import { isFromLocalhost } from '../control/access.ts';
import { RequestError } from '../errors.ts';
import type { Arrival, Refusal } from '../testing/arrivals.ts';
import { startInMemory, type TestCollector } from '../testing/test-collector.ts';
import { findScriptDir, scriptHeaders, scriptNames } from '../tracker-scripts.ts';

/** What was refused: one event, or a request as a whole, of which no event was read. */
export type Bad = Refusal | { receivedAt: number; code: string; message: string; event: unknown };

/** Arrivals that the page is shown when it opens; scripts have all. */
const mostShown = 500;
/** Pages that look at once. */
const mostPages = 50;

const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/**
 * Starts a collector in memory with a page that shows events as they come, for this machine alone: `/good`, `/bad` and
 * `/reset` are the same for programs.
 *
 * @throws Error when the port is in use.
 */
export function startInspector(options: { port: number; plan?: PlanDocument }): Promise<TestCollector> {
  return startInMemory({ ...options, host: '127.0.0.1' }, routes);
}

async function routes(scope: FastifyInstance, collector: TestCollector): Promise<void> {
  scope.addHook('onRequest', async ({ headers }) => {
    if (isFromLocalhost(headers)) return;
    throw new RequestError('host_not_allowed', 'passerby inspect shows events to this machine alone');
  });
  scope.get('/good', async () => collector.arrivals.filter(({ fate }) => fate !== 'rejected'));
  scope.get('/bad', async () => toBad(collector));
  scope.get('/ledger', async () => collector.ledger());
  scope.post('/reset', async (_request, reply) => {
    collector.clear();
    tell('reset', {});
    return reply.status(204).send();
  });

  // The page hears of each arrival once: all that came before it was opened, then what comes.
  const pages = new Set<NodeJS.WritableStream>();
  const told = new WeakSet<Arrival | Refusal>();
  const tell = (event: string, data: unknown): void => {
    for (const page of pages) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const news = (): { arrivals: Arrival[]; refusals: Refusal[] } => {
    const take = <One extends Arrival | Refusal>(all: readonly One[]): One[] => {
      const from = all.findLastIndex((one) => told.has(one)) + 1;
      for (const one of all.slice(from)) told.add(one);
      return all.slice(from);
    };
    return { arrivals: take(collector.arrivals), refusals: take(collector.refusals) };
  };
  collector.onAnswer(() => tell('news', { ...news(), ledger: collector.ledger() }));
  scope.get('/live', (_request, reply) => {
    if (pages.size >= mostPages)
      throw new RequestError('too_many_requests', 'too many pages look; close some');
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    news();
    const all = {
      arrivals: collector.arrivals.slice(-mostShown),
      refusals: collector.refusals.slice(-mostShown),
      ledger: collector.ledger(),
    };
    raw.write(`event: reset\ndata: {}\n\nevent: news\ndata: ${JSON.stringify(all)}\n\n`);
    pages.add(raw);
    raw.on('close', () => pages.delete(raw));
  });

  const scriptDir = findScriptDir();
  await scope.register(fastifyStatic, {
    root: fileURLToPath(new URL('./inspect-page/', import.meta.url)),
    cacheControl: false,
    setHeaders(reply, path) {
      const headers = path.startsWith(scriptDir) ? scriptHeaders : pageHeaders;
      for (const [name, value] of Object.entries(headers)) void reply.header(name, value);
    },
  });
  for (const name of scriptNames) {
    scope.get(`/${name}`, (_request, reply) => reply.sendFile(name, scriptDir));
  }
}

function toBad({ arrivals, refusals }: TestCollector): Bad[] {
  const rejected = arrivals.flatMap(({ event, receivedAt, rejection }) =>
    rejection ? [{ receivedAt, ...rejection, event }] : [],
  );
  return [...rejected, ...refusals].toSorted((one, other) => one.receivedAt - other.receivedAt);
}
