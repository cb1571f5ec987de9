import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ArchiveReply, RestoredReply } from '@passerby/wire';
import { archiveReplySchema, errorReplySchema, restoredReplySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import { createWaitForLog } from '../control/wait-for-log.ts';
import type { Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { AnswerCache } from '../query/answer-cache.ts';
import { describeError } from '../validate/describe-error.ts';
import type { Archive } from './archive.ts';

const body = Type.Object(
  {
    site_id: Type.String({ minLength: 1, maxLength: 256 }),
    name: Type.String({ minLength: 1, maxLength: 32 }),
  },
  { additionalProperties: false },
);
const validator = Compile(body);

export interface ArchiveStages {
  sites: Sites;
  log: Pick<EventLog, 'whenWritten'>;
  answers: Pick<AnswerCache, 'purge'>;
  /** Unset: there is none. */
  archive: Archive | undefined;
}

/** `GET /api/v1/archive` lists the files of the archive, `POST /api/v1/archive/restore` brings one back into ClickHouse. */
export function archiveRoutes(
  scope: FastifyInstance,
  stages: ArchiveStages,
  pace: { maxLagMs: number },
): void {
  const whenWritten = createWaitForLog(scope, stages.log, pace);

  scope.get(
    '/api/v1/archive',
    {
      config: { needs: 'admin-all' },
      schema: {
        summary: 'List the files of the archive',
        response: { 200: archiveReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
    },
    async (): Promise<ArchiveReply> => ({ files: await findArchive(stages).list() }),
  );

  scope.post(
    '/api/v1/archive/restore',
    {
      config: { needs: 'admin-all' },
      schema: {
        summary: 'Bring a file of the archive back into ClickHouse',
        description:
          'Inserts the events that ClickHouse does not have, each once however often it is asked for or breaks off.',
        body,
        response: { 200: restoredReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<RestoredReply> => {
      if (!validator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(validator, request.body));
      }
      const { site_id, name } = request.body;
      const archive = findArchive(stages);
      const site = await findSite(request, stages.sites, site_id);
      const file = (await archive.list(site.key)).find((one) => one.name === name);
      if (!file) throw new RequestError('not_found', `name: the archive has no ${site.key}/${name}.parquet`);
      // What waits may be in the file as well, where it was inserted just before ClickHouse was lost.
      await whenWritten('nothing was restored');
      try {
        return await archive.restore(site, file);
      } finally {
        stages.answers.purge(site.id);
      }
    },
  );
}

function findArchive({ archive }: ArchiveStages): Archive {
  if (archive) return archive;
  throw new RequestError('not_found', 'there is no archive here; set PASSERBY_ARCHIVE');
}
