import { Type, type Static, type TSchema } from 'typebox';
import type { ArchiveReply, RestoredReply } from '../archive.ts';
import type { AllSame, Same } from './same.ts';

const count = Type.Integer({ minimum: 0 });

const archiveReply = Type.Object({
  files: Type.Array(
    Type.Object({ site: Type.String(), name: Type.String(), bytes: count, writtenAt: Type.Number() }),
  ),
});

const restoredReply = Type.Object({ found: count, restored: count });

type _SchemasMatchTypes = AllSame<
  [Same<Static<typeof archiveReply>, ArchiveReply>, Same<Static<typeof restoredReply>, RestoredReply>]
>;

export const archiveReplySchema: TSchema = archiveReply;
export const restoredReplySchema: TSchema = restoredReply;
