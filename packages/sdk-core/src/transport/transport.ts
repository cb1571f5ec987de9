import type { Batch } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import { byteLength } from '../event/byte-length.ts';
import type { Stream } from '../event/stream.ts';
import type { Settings } from '../options.ts';
import type { Queued } from '../queue/queue.ts';
import { beacon } from './beacon.ts';
import { contextOf } from './context.ts';
import { takeExitBudget } from './exit-budget.ts';
import { send, type Outcome } from './send.ts';

/** The ways to the collector, for events of one stream. */
export interface Transport {
  /** By fetch. Never rejects. */
  send(batch: Queued[]): Promise<Outcome>;
  /**
   * So that it outlives the page: true when a beacon took it, which promises no arrival; else the answer to a
   * keepalive fetch, or nothing where the page has no room in flight for it. Never throws.
   */
  leave(batch: Queued[]): true | Promise<Outcome> | undefined;
}

/** Room in a body for all but its events: names, stream and context take 250 bytes, `site` and `sdk` at most 512. */
export const envelopeBytes = 1_024;

export function createTransport(
  environment: Environment,
  { site, sdk, endpoint }: Settings,
  { now }: Stream,
): Transport {
  const url = `${endpoint.replace(/\/+$/, '')}/api/v1/events`;
  const toBody = (batch: Queued[]): string =>
    JSON.stringify({
      site,
      sentAt: now(),
      sdk,
      stream: batch[0]?.stream ?? '',
      context: contextOf(environment),
      events: batch.map(({ event }) => event),
    } satisfies Batch);
  return {
    send: (batch) => send(environment, url, toBody(batch), false),
    leave(batch) {
      const body = toBody(batch);
      if (!takeExitBudget(environment, byteLength(body))) return undefined;
      return beacon(environment, url, body) || send(environment, url, body, true);
    },
  };
}
