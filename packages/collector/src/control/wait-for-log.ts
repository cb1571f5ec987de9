import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';

/** How long a request waits, beyond the usual pause between inserts, for what is still in the event log, ms. */
const patienceMs = 20_000;

/**
 * Makes what waits until ClickHouse has all that is in the event log. It throws where that takes too long, or where the
 * collector stops, and says `soWhat` came of it.
 */
export function createWaitForLog(
  scope: FastifyInstance,
  log: Pick<EventLog, 'whenWritten'>,
  { maxLagMs }: { maxLagMs: number },
): (soWhat: string) => Promise<void> {
  // A stop waits for all answers before it writes what these wait for.
  const closing = new AbortController();
  scope.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  return async (soWhat) => {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, closing.signal]);
    const patience = sleep(maxLagMs + patienceMs, false, { signal });
    const isWritten = await Promise.race([log.whenWritten().then(() => true), patience.catch(() => false)]);
    waiting.abort();
    if (isWritten) return;
    if (closing.signal.aborted) {
      throw new RequestError('shutting_down', `the collector is stopping and ${soWhat}; ask again`, {
        retryAfter: 10,
      });
    }
    throw new RequestError(
      'clickhouse_unavailable',
      `ClickHouse has not taken all events yet, so that ${soWhat}; ask again later`,
      { retryAfter: 30 },
    );
  };
}
