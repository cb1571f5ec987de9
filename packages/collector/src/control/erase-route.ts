import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ErasedReply } from '@passerby/wire';
import { erasedReplySchema, errorReplySchema } from '@passerby/wire/schema';
import type { Archive } from '../archive/archive.ts';
import { toErasable } from '../enrich/identity.ts';
import { RequestError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { AnswerCache } from '../query/answer-cache.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { eraseVisitor, type EraseFiles, type Erased } from '../store/erase-visitor.ts';
import { isRefusal } from '../store/refusal.ts';
import { findSite } from './access.ts';
import type { IdentityKeyOf } from './identity-keys.ts';
import type { Sites } from './sites.ts';
import { createWaitForLog } from './wait-for-log.ts';

export interface EraseStages {
  sites: Sites;
  identityKeyOf: IdentityKeyOf;
  log: Pick<EventLog, 'whenWritten'>;
  clickhouse: Pick<ClickHouse, 'select' | 'command'>;
  answers: Pick<AnswerCache, 'purge'>;
  /** Unset: there is none. */
  archive: Archive | undefined;
}

/** `DELETE /api/v1/visitors/{id}?site_id=…`: erases a client id, or a user of `identify()`. Asking again is safe. */
export function eraseRoute(scope: FastifyInstance, stages: EraseStages, pace: { maxLagMs: number }): void {
  const whenWritten = createWaitForLog(scope, stages.log, pace);

  scope.delete(
    '/api/v1/visitors/:id',
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Erase an identified visitor',
        description:
          'Erases the visits in which a client id, or an id given to identify(), was known: events, sessions and rejected events, what of them waits in the event log, and their events in the archive. Answers once nothing of them can be queried or restored.',
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 256 }) }),
        querystring: Type.Object({ site_id: Type.String({ minLength: 1, maxLength: 256 }) }),
        response: { 200: erasedReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; the handler has the messages.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<ErasedReply> => {
      const { id } = request.params as { id: string };
      const { site_id } = request.query as { site_id?: unknown };
      if (typeof site_id !== 'string') {
        throw new RequestError('invalid_query', 'site_id: say of which site, such as ?site_id=shop.example');
      }
      const site = await findSite(request, stages.sites, site_id);
      const erasable = toErasable(await stages.identityKeyOf(site.id), id);
      await whenWritten('nothing was erased');
      const { clickhouse, archive } = stages;
      const eraseStored = (eraseFiles?: EraseFiles): Promise<Erased> =>
        eraseVisitor(clickhouse, { siteId: site.id, ...erasable }, eraseFiles);
      try {
        return { erased: await (archive ? archive.erase(site, erasable, eraseStored) : eraseStored()) };
      } catch (cause) {
        if (isRefusal(cause) || cause instanceof RequestError) throw cause;
        throw notNow(cause);
      } finally {
        // Also where it failed half-way.
        stages.answers.purge(site.id);
      }
    },
  );
}

const notNow = (cause?: unknown): RequestError =>
  new RequestError(
    'clickhouse_unavailable',
    'ClickHouse has not taken all events yet, so that the visitor cannot be erased whole; ask again later',
    { retryAfter: 30, cause },
  );
