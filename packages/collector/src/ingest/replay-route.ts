import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ReplayReply } from '@passerby/wire';
import { errorReplySchema, replayReplySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { describeError } from '../validate/describe-error.ts';
import { replay } from './replay.ts';

const instant = Type.Integer({ minimum: 0, maximum: 253_402_300_799_999 });

const body = Type.Object(
  {
    site_id: Type.String({ minLength: 1, maxLength: 256 }),
    codes: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20 })),
    since: Type.Optional(instant),
    until: Type.Optional(instant),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    dry_run: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const validator = Compile(body);

/** `POST /api/v1/rejected/replay`: tries rejected events again by the rules of now. Asking again is safe. */
export function replayRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; log: EventLog; clickhouse: Pick<ClickHouse, 'select'> },
): void {
  scope.post(
    '/api/v1/rejected/replay',
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Try rejected events again',
        description:
          'By the rules of now, oldest first, each under its own id: what is there already is a duplicate.',
        body,
        response: { 200: replayReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<ReplayReply> => {
      if (!validator.Check(request.body)) {
        throw new RequestError('invalid_query', describeError(validator, request.body));
      }
      const { site_id, codes = [], since = 0, until, limit = 10_000, dry_run } = request.body;
      const site = await findSite(request, stages.sites, site_id);
      const asked = { codes, since, until: until ?? Date.now() + 1, limit, dryRun: dry_run === true };
      return replay(site, asked, stages);
    },
  );
}
