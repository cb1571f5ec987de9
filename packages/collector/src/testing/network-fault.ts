import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ErrorReply } from '@passerby/wire';

/**
 * What goes wrong on the way: the answer comes late · is an error, with seconds to wait before the next attempt · the
 * connection is reset before the events are taken · or after they were, so that the page never hears of it.
 */
export type NetworkFault =
  | { kind: 'slow'; delayMs: number }
  | { kind: 'status'; status: number; retryAfter?: number }
  | { kind: 'reset' }
  | { kind: 'lost-answer' };

/** Makes the routes of a scope fail as `current` says, in a way that pages can read. Preflights are answered. */
export function failAsTold(scope: FastifyInstance, current: () => NetworkFault | undefined): void {
  scope.addHook('preHandler', async (_request, reply) => {
    const fault = current();
    if (fault?.kind === 'slow') await wait(fault.delayMs);
    if (fault?.kind === 'reset') return drop(reply);
    if (fault?.kind !== 'status') return undefined;
    if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter);
    const error: ErrorReply = {
      error: { code: 'fault', message: `${fault.status} was asked for by a test` },
    };
    return reply.status(fault.status).send(error);
  });
  scope.addHook('onSend', async (_request, reply, payload) => {
    if (current()?.kind === 'lost-answer' && reply.statusCode === 202) drop(reply);
    return payload;
  });
}

function drop(reply: FastifyReply): FastifyReply {
  reply.raw.socket?.destroy();
  return reply.hijack();
}
