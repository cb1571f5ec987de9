import type { Batch, Event } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import type { Settings } from '../options.ts';
import { beacon } from './beacon.ts';
import { contextOf } from './context.ts';
import { send, type Outcome } from './send.ts';

/** The two ways to the collector. */
export interface Transport {
  /** By fetch, with an answer. Never rejects. */
  send(events: Event[], keepalive: boolean): Promise<Outcome>;
  /** By sendBeacon, without an answer: true when the browser took it. Never throws. */
  beacon(events: Event[]): boolean;
}

/** Room in a body for all but its events: names, stream and context take 250 bytes, `site` and `sdk` at most 512. */
export const envelopeBytes = 1_024;

export function createTransport(
  environment: Environment,
  { site, sdk, endpoint }: Settings,
  stream: string,
): Transport {
  const url = `${endpoint.replace(/\/+$/, '')}/api/v1/events`;
  const toBody = (events: Event[]): string => {
    const sentAt = environment.Date.now();
    return JSON.stringify({
      site,
      sentAt,
      sdk,
      stream,
      context: contextOf(environment),
      events,
    } satisfies Batch);
  };
  return {
    send: (events, keepalive) => send(environment, url, () => toBody(events), keepalive),
    beacon: (events) => beacon(environment, url, toBody(events)),
  };
}
