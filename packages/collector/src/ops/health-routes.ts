import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { errorReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';

const ok = Type.Object({ status: Type.Literal('ok') });

/** `GET /healthz`: the process is alive. `GET /readyz`: it takes events. */
export function healthRoutes(
  scope: FastifyInstance,
  { log, isStopping }: { log: Pick<EventLog, 'refuseWhenFull'>; isStopping: () => boolean },
): void {
  scope.get('/healthz', { schema: { summary: 'Alive?', response: { 200: ok } } }, () => ({ status: 'ok' }));
  scope.get(
    '/readyz',
    { schema: { summary: 'Ready to take events?', response: { 200: ok, 503: errorReplySchema } } },
    () => {
      if (isStopping())
        throw new RequestError('shutting_down', 'this collector is stopping', { retryAfter: 5 });
      log.refuseWhenFull();
      return { status: 'ok' };
    },
  );
}
