import type { ServerResponse } from 'node:http';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { WebSocket } from 'ws';
import { errorReplySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Site, Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { withoutPayload } from '../store/refusal.ts';
import { describeError } from '../validate/describe-error.ts';
import { createChannel, type Channel, type Reader } from './channel.ts';
import { readModel } from './read-model.ts';
import { createSeats, type TakeSeat } from './seats.ts';

const parameters = Type.Object({
  site: Type.String({ minLength: 1, maxLength: 256, description: 'Public key of the site' }),
  last_event_id: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'Where to go on, for what cannot send the header `Last-Event-ID`: a WebSocket of a browser',
    }),
  ),
});
const validator = Compile(parameters);

const schema: FastifySchema = {
  summary: 'Follow what happens on a site now',
  description:
    'Server-sent events (or the same messages over WebSocket): `model` first, then `update` with the members that changed. See docs/reference/live-api.md.',
  querystring: parameters,
  response: {
    200: { description: 'A stream of events', content: { 'text/event-stream': { schema: {} } } },
    '4xx': errorReplySchema,
    '5xx': errorReplySchema,
  },
};

export const livePath = '/api/v1/live';

declare module 'fastify' {
  interface FastifyRequest {
    /** On the live route: what is read along. */
    channel?: Channel;
  }
}

/** How long a WebSocket that is closed is waited for, ms. */
const farewellMs = 2_000;
/** Messages to the collector are not read; whoever sends much is ended. */
const mostBytesReceived = 1_024;

/**
 * `GET /api/v1/live?site=…`: what happens on a site now, as server-sent events, or over WebSocket where the request
 * asks for an upgrade. Who may read it, which site and whether there is room is settled before either begins, so a
 * refusal is an HTTP answer like any other.
 */
export async function liveRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; clickhouse: Pick<ClickHouse, 'select'>; isStopping: () => boolean },
): Promise<void> {
  await scope.register(websocket, {
    options: { maxPayload: mostBytesReceived },
    // A connection that broke is no news to the log.
    errorHandler: (_error, socket) => socket.terminate(),
  });
  scope.decorateRequest('channel');
  const channels = new Map<number, Channel>();
  const takeSeat: TakeSeat = createSeats();
  scope.addHook('preClose', (done) => {
    for (const channel of channels.values()) channel.close();
    done();
  });

  function open(site: Site): Channel {
    const known = channels.get(site.id);
    if (known) return known;
    const channel: Channel = createChannel({
      async read() {
        const now = await stages.sites.find(site.key);
        if (now?.id === site.id) return readModel(stages.clickhouse, site, Date.now());
        // Deleted meanwhile. Its readers are ended, and told why when they come again.
        channels.delete(site.id);
        channel.close();
        throw new RequestError('unknown_site', 'site: not known here any more');
      },
      onProblem(error) {
        if (error instanceof RequestError) return { code: error.code, message: error.message };
        scope.log.error(
          { err: withoutPayload(error), route: livePath },
          'ClickHouse does not answer the live view',
        );
        const { code, message } = unavailable(error);
        return { code, message };
      },
      onIdle() {
        if (channels.get(site.id) === channel) channels.delete(site.id);
      },
    });
    channels.set(site.id, channel);
    return channel;
  }

  /** Settles all that may be refused. */
  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!validator.Check(request.query)) {
      throw new RequestError('invalid_request', describeError(validator, request.query));
    }
    const site = await findSite(request, stages.sites, request.query.site);
    takeSeat(request, reply.raw);
    request.channel = open(site);
    try {
      await request.channel.whenReady();
    } catch (cause) {
      throw cause instanceof RequestError ? cause : unavailable(cause);
    }
    // The channels have been closed meanwhile: nobody would end this reader.
    if (stages.isStopping()) {
      throw new RequestError('shutting_down', 'this collector is stopping', { retryAfter: 5 });
    }
  }

  scope.route({
    method: 'GET',
    url: livePath,
    config: { needs: 'view' },
    schema,
    // The schema documents; `admit` checks with messages that name the path.
    validatorCompiler: () => () => true,
    preHandler: admit,
    handler: streamEvents,
    wsHandler: streamMessages,
  });
}

const unavailable = (cause: unknown): RequestError =>
  new RequestError('clickhouse_unavailable', 'ClickHouse does not answer; ask again later', {
    retryAfter: 5,
    cause,
  });

function toKnown({ headers, query }: FastifyRequest): string | undefined {
  const header = headers['last-event-id'];
  return typeof header === 'string' ? header : (query as { last_event_id?: string }).last_event_id;
}

/** Reads along as server-sent events. */
function streamEvents(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  if (raw.destroyed) return;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // nginx would hold the events back.
    'x-accel-buffering': 'no',
  });
  raw.on('error', () => undefined); // the connection broke; 'close' follows
  const leave = request.channel?.join(toEventReader(raw), toKnown(request));
  raw.once('close', () => leave?.());
}

const toEventReader = (raw: ServerResponse): Reader => ({
  send: ({ sse }) => raw.write(sse),
  beat: () => raw.write(':\n\n'),
  waitingBytes: () => raw.writableLength,
  end: () => (raw.writableLength > 0 ? raw.destroy() : raw.end()),
});

/** Reads along over WebSocket. */
function streamMessages(socket: WebSocket, request: FastifyRequest): void {
  const leave = request.channel?.join(
    {
      send: ({ ws }) => socket.send(ws),
      beat: () => socket.ping(),
      waitingBytes: () => socket.bufferedAmount,
      end() {
        if (socket.bufferedAmount > 0) return socket.terminate();
        // 1012: "service restart", come again (RFC 6455 registry).
        socket.close(1012);
        // Who sleeps does not answer it; ws would wait for 30 s, and a stop with it.
        setTimeout(() => socket.terminate(), farewellMs).unref();
      },
    },
    toKnown(request),
  );
  socket.once('close', () => leave?.());
}
