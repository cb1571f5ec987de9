import { Type, type Static, type TObject, type TSchema, type TString } from 'typebox';
import type { Batch } from '../batch.ts';
import type { Event } from '../event.ts';
import { limits } from '../limits.ts';
import type { ErrorReply, Reply } from '../reply.ts';
import type { AllSame, Same } from './same.ts';
import { key, money, text, token } from './values.ts';

/** Up to the year 9999, so that every accepted time is a date. */
const instant = Type.Number({ minimum: 0, maximum: 253_402_300_799_999 });

const base = {
  id: Type.String({
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    description: 'UUID made once when the event is tracked; the idempotency key',
  }),
  time: instant,
  url: Type.String({ minLength: 1, maxLength: limits.urlBytes, pattern: '^[hH][tT][tT][pP][sS]?://[^/?#]' }),
  seq: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
  page: Type.Optional(token),
  route: Type.Optional(text),
  referrer: Type.Optional(Type.String({ maxLength: limits.urlBytes })),
  title: Type.Optional(text),
  props: Type.Optional(
    Type.Record(
      key,
      Type.Union([Type.String({ maxLength: limits.propValueBytes }), Type.Number(), Type.Boolean()]),
      { maxProperties: limits.propsPerEvent },
    ),
  ),
  plan: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
};

const pageview = Type.Object({ ...base, type: Type.Literal('pageview') });
const custom = Type.Object({
  ...base,
  type: Type.Literal('event'),
  name: Type.String({ minLength: 1, maxLength: limits.nameBytes }),
  revenue: Type.Optional(money),
});
const engagement = Type.Object({
  ...base,
  type: Type.Literal('engagement'),
  engagedMs: Type.Number({ minimum: 0, maximum: 86_400_000 }),
  scrollDepth: Type.Number({ minimum: 0, maximum: 100 }),
});

const event = Type.Union([pageview, custom, engagement]);

const batch = Type.Object({
  site: token,
  sentAt: instant,
  events: Type.Array(event, { minItems: 1, maxItems: limits.eventsPerBatch }),
  sdk: Type.Optional(token),
  stream: Type.Optional(token),
  context: Type.Optional(
    Type.Object({
      lang: Type.Optional(token),
      tz: Type.Optional(token),
      screen: Type.Optional(Type.Tuple([Type.Number({ minimum: 0 }), Type.Number({ minimum: 0 })])),
    }),
  ),
  automated: Type.Optional(Type.Literal(true)),
  sampleRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  visitor: Type.Optional(token),
  user: Type.Optional(token),
});

const reply = Type.Object({
  accepted: Type.Integer({ minimum: 0 }),
  duplicates: Type.Integer({ minimum: 0 }),
  rejected: Type.Array(
    Type.Object({
      index: Type.Integer({ minimum: 0 }),
      id: Type.Optional(Type.String()),
      code: Type.Union([
        Type.Literal('invalid_event'),
        Type.Literal('invalid_id'),
        Type.Literal('invalid_time'),
        Type.Literal('invalid_url'),
        Type.Literal('invalid_props'),
        Type.Literal('event_too_large'),
        Type.Literal('event_expired'),
        Type.Literal('hostname_not_allowed'),
        Type.Literal('path_excluded'),
        Type.Literal('quota_exceeded'),
        Type.Literal('plan_violation'),
      ]),
      message: Type.String(),
    }),
  ),
});

export const errorReplySchema: TObject<{ error: TObject<{ code: TString; message: TString }> }> = Type.Object(
  {
    error: Type.Object({ code: Type.String(), message: Type.String() }),
  },
);

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof event>, Event>,
    Same<Static<typeof batch>, Batch>,
    Same<Static<typeof reply>, Reply>,
    Same<Static<typeof errorReplySchema>, ErrorReply>,
  ]
>;

/** One schema for each event type, so that an error can name the field and not the union. */
export const eventSchemas: Record<Event['type'], TSchema> = { pageview, event: custom, engagement };
export const batchSchema: TSchema = batch;
/** The batch with its events unread: each event is judged alone. */
export const envelopeSchema: TSchema = Type.Object({
  ...batch.properties,
  events: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.eventsPerBatch }),
});
export const replySchema: TSchema = reply;
