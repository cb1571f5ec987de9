import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GoalsReply, GoalSummary, NewGoal } from '@passerby/wire';
import { errorReplySchema, goalsReplySchema, goalSummarySchema, newGoalSchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { findSite } from './access.ts';
import { GoalExists, type Goals } from './goals.ts';
import type { Sites } from './sites.ts';

const siteParameter = Type.String({ minLength: 1, maxLength: 256 });
const ofSite = Type.Object({ site: siteParameter });
const ofGoal = Type.Object({ site: siteParameter, id: Type.Integer({ minimum: 1 }) });

/** `/api/v1/sites/{site}/goals`: what a site wants its visitors to do. */
export function goalsRoutes(scope: FastifyInstance, { sites, goals }: { sites: Sites; goals: Goals }): void {
  const path = '/api/v1/sites/:site/goals';

  scope.get(
    path,
    {
      config: { needs: 'view' },
      schema: {
        summary: 'List the goals of a site',
        params: ofSite,
        response: { 200: goalsReplySchema, '4xx': errorReplySchema },
      },
    },
    async (request): Promise<GoalsReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      return { goals: await goals.list(site.id) };
    },
  );

  scope.post(
    path,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Add a goal',
        description:
          'Reached by a custom event, or by a view of a page. It counts what happened before, too.',
        params: ofSite,
        body: newGoalSchema,
        response: { 201: goalSummarySchema, '4xx': errorReplySchema },
      },
      // The schema documents; `add` checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<GoalSummary> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      try {
        const goal = await goals.add(site.id, request.body as NewGoal);
        reply.status(201);
        return goal;
      } catch (cause) {
        const code = cause instanceof GoalExists ? 'already_exists' : 'invalid_request';
        throw new RequestError(code, (cause as Error).message, { cause });
      }
    },
  );

  scope.delete(
    `${path}/:id`,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Delete a goal',
        params: ofGoal,
        response: { 204: { type: 'null', description: 'Gone' }, '4xx': errorReplySchema },
      },
    },
    async (request, reply): Promise<void> => {
      const { site: key, id } = request.params as { site: string; id: number };
      const site = await findSite(request, sites, key);
      if (!(await goals.remove(site.id, id))) {
        throw new RequestError(
          'not_found',
          `there is no such goal; GET /api/v1/sites/${site.key}/goals lists them`,
        );
      }
      await reply.status(204).send();
    },
  );
}
