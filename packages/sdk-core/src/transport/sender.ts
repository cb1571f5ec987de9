import type { Identity } from '../privacy/consent.ts';

/** What a batch says of the page load that its events come from; kept with each event that waits. */
export interface Sender extends Identity {
  stream: string;
  automated?: true | undefined;
  sampleRate?: number | undefined;
}

/** Room in a body for all but its events: names, sender and context take 250 bytes, four tokens at most 1,024. */
export const envelopeBytes = 1_280;
