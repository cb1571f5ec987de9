import type { FastifyInstance } from 'fastify';
import type { QueryReply } from '@passerby/wire';
import { errorReplySchema, queryReplySchema, querySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Sites } from '../control/sites.ts';
import { answerQuery, type QueryStages } from './answer-query.ts';
import type { Turns } from './turns.ts';
import { validateQuery } from './validate-query.ts';

/** `POST /api/v1/query`. */
export function queryRoute(
  scope: FastifyInstance,
  stages: QueryStages & { sites: Sites; turns: Turns },
): void {
  scope.post(
    '/api/v1/query',
    {
      bodyLimit: 256 * 1024,
      config: { needs: 'read' },
      schema: {
        summary: 'Ask for numbers',
        description: 'Request and answer have the shape of the Plausible Stats API v2.',
        body: querySchema,
        response: { 200: queryReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; `validateQuery` checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<QueryReply> => {
      const query = validateQuery(request.body);
      const site = await findSite(request, stages.sites, query.site_id);
      return stages.turns.take(request.caller, () => answerQuery(query, site, stages));
    },
  );
}
