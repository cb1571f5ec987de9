import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { NewPlan, PlanReply } from '@passerby/wire';
import { errorReplySchema, newPlanSchema, planReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { createPlanJudge } from '../plan/plan-judge.ts';
import { describeError } from '../validate/describe-error.ts';
import { findSite } from './access.ts';
import { PlanTaken, type Plans } from './plans.ts';
import type { Sites } from './sites.ts';

const validator = Compile(newPlanSchema);
const ofSite = Type.Object({ site: Type.String({ minLength: 1, maxLength: 256 }) });
const mostPlanBytes = 262_144;

/** `/api/v1/sites/{site}/plan`: the tracking plan that the events of a site are held to. */
export function planRoutes(scope: FastifyInstance, { sites, plans }: { sites: Sites; plans: Plans }): void {
  const path = '/api/v1/sites/:site/plan';

  scope.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        summary: 'Read the tracking plan of a site, with its versions',
        params: ofSite,
        response: { 200: planReplySchema, '4xx': errorReplySchema },
      },
    },
    async (request): Promise<PlanReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      return plans.read(site.id);
    },
  );

  scope.put(
    path,
    {
      bodyLimit: mostPlanBytes,
      config: { needs: 'admin' },
      schema: {
        summary: 'Hold the events of a site to a tracking plan',
        description: 'A version that is there is never changed. Collectors follow within a second.',
        params: ofSite,
        body: newPlanSchema,
        response: { 200: planReplySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<PlanReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      if (!validator.Check(request.body))
        throw new RequestError('invalid_request', describeError(validator, request.body));
      const plan = request.body as NewPlan;
      try {
        if (plan.plan) createPlanJudge(plan.plan);
        return await plans.set(site.id, plan);
      } catch (cause) {
        const code = cause instanceof PlanTaken ? 'already_exists' : 'invalid_request';
        throw new RequestError(code, (cause as Error).message, { cause });
      }
    },
  );
}
