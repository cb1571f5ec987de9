import type { FastifyInstance } from 'fastify';
import type { ReportQuery } from '@passerby/wire';
import { errorReplySchema, reportSchemas } from '@passerby/wire/schema';
import { findSite } from '../../control/access.ts';
import type { Site, Sites } from '../../control/sites.ts';
import type { QueryStages } from '../answer-query.ts';
import { serveAnswer, type ServingStages } from '../serve-answer.ts';
import { settleDates } from '../settle-dates.ts';
import { answerFunnel } from './funnel.ts';
import { answerPaths } from './paths.ts';
import { reportExamples } from './report-examples.ts';
import { answerRetention } from './retention.ts';
import { answerRevenue } from './revenue.ts';
import { validateFunnel, validatePaths, validateRetention, validateRevenue } from './validate-report.ts';

/** `POST /api/v1/reports/{report}`. */
export function reportRoutes(
  scope: FastifyInstance,
  stages: QueryStages & ServingStages & { sites: Sites },
): void {
  function add<Query extends ReportQuery>(
    name: keyof typeof reportSchemas,
    about: { summary: string; description: string },
    validate: (body: unknown) => Query,
    answer: (query: Query, site: Site, stages: QueryStages) => Promise<unknown>,
  ): void {
    const { query: body, reply: answered } = reportSchemas[name];
    const examples = reportExamples[name];
    scope.post(
      `/api/v1/reports/${name}`,
      {
        bodyLimit: 256 * 1024,
        config: { needs: 'view' },
        schema: {
          ...about,
          body: { ...body, examples: [examples.query] },
          response: {
            200: { ...answered, examples: [examples.reply] },
            '4xx': errorReplySchema,
            '5xx': errorReplySchema,
          },
        },
        // The schema documents; `validate` checks it with messages that name the path.
        validatorCompiler: () => () => true,
      },
      async (request, reply) => {
        const query = validate(request.body);
        const site = await findSite(request, stages.sites, query.site_id);
        const { question, reach } = settleDates(query, site);
        const make = (): Promise<unknown> => answer(question, site, stages);
        return serveAnswer(request, reply, { site, question: [name, question], reach, make }, stages);
      },
    );
  }

  add(
    'funnel',
    {
      summary: 'Ask how many visitors do one step after another',
      description: 'Steps are pages, events or goals, by one visitor, in their order and within the window.',
    },
    validateFunnel,
    answerFunnel,
  );
  add(
    'retention',
    {
      summary: 'Ask when visitors come back',
      description:
        'Visitors who agreed to be known again, by the day, week or month of their first visit. Without consent nobody can be told for longer than a day.',
    },
    validateRetention,
    answerRetention,
  );
  add(
    'paths',
    {
      summary: 'Ask which ways visits go from page to page',
      description: 'A graph from a page, to a page, or from where visits enter to where they leave.',
    },
    validatePaths,
    answerPaths,
  );
  add(
    'revenue',
    {
      summary: 'Ask what came in',
      description: 'By currency, over time, and by any dimension; the values of goals count, too.',
    },
    validateRevenue,
    answerRevenue,
  );
}
