import { Type, type Static, type TSchema } from 'typebox';
import type { ErasedReply, RejectedReply, ReplayReply } from '../rejected.ts';
import type { AllSame, Same } from './same.ts';

const rejectedReply = Type.Object({
  rejected: Type.Array(
    Type.Object({
      receivedAt: Type.Number(),
      code: Type.String(),
      message: Type.String(),
      id: Type.String(),
      event: Type.String(),
    }),
  ),
});

const replayReply = Type.Object({
  found: Type.Integer({ minimum: 0 }),
  accepted: Type.Integer({ minimum: 0 }),
  duplicates: Type.Integer({ minimum: 0 }),
  rejected: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), count: Type.Integer() })),
});

const count = Type.Integer({ minimum: 0 });
const erasedReply = Type.Object({
  erased: Type.Object({
    events: count,
    sessions: count,
    rejected: count,
    archived: Type.Optional(count),
  }),
});

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof rejectedReply>, RejectedReply>,
    Same<Static<typeof replayReply>, ReplayReply>,
    Same<Static<typeof erasedReply>, ErasedReply>,
  ]
>;

export const rejectedReplySchema: TSchema = rejectedReply;
export const replayReplySchema: TSchema = replayReply;
export const erasedReplySchema: TSchema = erasedReply;
