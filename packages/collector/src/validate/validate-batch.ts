import { Compile } from 'typebox/compile';
import { envelopeSchema } from '@passerby/wire/schema';
import { limits, type Batch } from '@passerby/wire';
import { RequestError } from '../errors.ts';
import { describeError } from './describe-error.ts';

/** A batch whose own fields are valid and whose events are still anything. */
export type Envelope = Omit<Batch, 'events'> & { events: unknown[] };

const envelope = Compile(envelopeSchema);

/** Checks everything but the events. Throws `invalid_batch`, or `too_many_events`, which halving the batch mends. */
export function validateBatch(body: unknown): Envelope {
  if (envelope.Check(body)) return body as Envelope;
  const events = (body as { events?: unknown } | null)?.events;
  if (Array.isArray(events) && events.length > limits.eventsPerBatch) {
    throw new RequestError(
      'too_many_events',
      `events: ${events.length} in one batch; send at most ${limits.eventsPerBatch} and split the rest`,
    );
  }
  throw new RequestError('invalid_batch', describeError(envelope, body));
}
