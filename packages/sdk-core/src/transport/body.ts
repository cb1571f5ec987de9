import type { Batch } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import type { TrackerOptions } from '../options.ts';
import { sdkName } from '../sdk-name.ts';
import type { Queued } from '../queue/queue.ts';
import type { Identity } from '../privacy/consent.ts';
import { contextOf } from './context.ts';

/** What a batch says of the page load that its events come from; kept with each event that waits. */
export interface Sender extends Identity {
  stream: string;
  automated?: true | undefined;
  sampleRate?: number | undefined;
}

/** Room in a body for all but its events: names, sender and context take 250 bytes, four tokens at most 1,024. */
export const envelopeBytes = 1_280;

/** The JSON of a batch whose events share a sender. */
export function toBody(
  environment: Environment,
  { site, sdk = sdkName }: Pick<TrackerOptions, 'site' | 'sdk'>,
  sentAt: number,
  batch: Queued[],
): string {
  return JSON.stringify({
    site,
    sentAt,
    sdk,
    context: contextOf(environment),
    ...(JSON.parse(batch[0]?.sender ?? '{}') as Pick<Batch, keyof Sender>),
    events: batch.map(({ event }) => event),
  } satisfies Batch);
}
