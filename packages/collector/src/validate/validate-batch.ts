import { Compile } from 'typebox/compile';
import { envelopeSchema } from '@passerby/wire/schema';
import { limits, type Batch } from '@passerby/wire';
import { RequestError } from '../errors.ts';
import { isLongerThan } from './byte-length.ts';
import { describeError } from './describe-error.ts';

/** A batch whose own fields are valid and whose events are still anything. */
export type Envelope = Omit<Batch, 'events'> & { events: unknown[] };

const envelope = Compile(envelopeSchema);

/** Checks everything but the events. Throws `invalid_batch`, or `too_many_events`, which halving the batch mends. */
export function validateBatch(body: unknown): Envelope {
  if (envelope.Check(body)) return withinBytes(body as Envelope);
  const events = (body as { events?: unknown } | null)?.events;
  if (Array.isArray(events) && events.length > limits.eventsPerBatch) {
    throw new RequestError(
      'too_many_events',
      `events: ${events.length} in one batch; send at most ${limits.eventsPerBatch} and split the rest`,
    );
  }
  throw new RequestError('invalid_batch', describeError(envelope, body));
}

/** Byte limits, where JSON Schema counts characters. */
function withinBytes(batch: Envelope): Envelope {
  const { site, sdk, stream, visitor, user, context } = batch;
  const tokens = {
    site,
    sdk,
    stream,
    visitor,
    user,
    'context.lang': context?.lang,
    'context.tz': context?.tz,
  };
  for (const [path, text] of Object.entries(tokens)) {
    if (text === undefined || !isLongerThan(text, limits.tokenBytes)) continue;
    throw new RequestError(
      'invalid_batch',
      `${path}: longer than ${limits.tokenBytes} bytes of UTF-8; shorten it`,
    );
  }
  return batch;
}
