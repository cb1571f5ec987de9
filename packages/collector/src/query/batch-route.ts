import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Query, QueryFailure } from '@passerby/wire';
import {
  errorReplySchema,
  queryBatchEnvelopeSchema,
  queryBatchReplySchema,
  queryBatchSchema,
} from '@passerby/wire/schema';
import { toErrorReply, type TellFailure } from '../answer-errors.ts';
import type { Site, Sites } from '../control/sites.ts';
import { admitQuery } from './admit-query.ts';
import type { Asked } from './answer-cache.ts';
import { answerQuery, type QueryStages } from './answer-query.ts';
import { ask } from './ask.ts';
import type { Statement } from './bindings.ts';
import { batchExample } from './query-examples.ts';
import { answerTogether, type Row } from './read-rows.ts';
import { toAsked, type ServingStages } from './serve-answer.ts';
import { settleDates } from './settle-dates.ts';
import { check } from './validate-query.ts';

const envelope = Compile(queryBatchEnvelopeSchema);

type BatchStages = QueryStages & ServingStages & { sites: Sites; tellFailure: TellFailure };

/** A query of a batch. */
interface Wanted {
  query: Query;
  site: Site;
}
/** One that the cache may answer. */
type Kept = Wanted & Asked;

/** `POST /api/v1/query/batch`: the queries of one page, answered together. */
export function batchRoute(scope: FastifyInstance, stages: BatchStages): void {
  scope.post(
    '/api/v1/query/batch',
    {
      bodyLimit: 256 * 1024,
      config: { needs: 'view' },
      schema: {
        summary: 'Ask several queries at once',
        description:
          'Each is answered as it would be alone, or says why it is not; all together cost less than one by one.',
        body: { ...queryBatchSchema, examples: [batchExample.query] },
        response: {
          200: { ...queryBatchReplySchema, examples: [batchExample.reply] },
          '4xx': errorReplySchema,
          '5xx': errorReplySchema,
        },
      },
      // The schemas document; `check` and `validateQuery` have messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      check(envelope, request.body, '');
      const { queries } = request.body as { queries: unknown[] };
      const answers = await answerBatch(queries, request, stages);
      return reply
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(`{"answers":[${answers.map(toText).join(',')}]}`);

      function toText(answer: PromiseSettledResult<string>): string {
        if (answer.status === 'fulfilled') return answer.value;
        const error = stages.tellFailure(answer.reason, request);
        const { status, retryAfter } = error;
        const failure: QueryFailure = {
          status,
          ...toErrorReply(error),
          ...(retryAfter !== undefined && { retry_after: retryAfter }),
        };
        return JSON.stringify(failure);
      }
    },
  );
}

/** JSON of each answer, in the order of the queries. */
async function answerBatch(
  bodies: unknown[],
  request: FastifyRequest,
  stages: BatchStages,
): Promise<PromiseSettledResult<string>[]> {
  const { turns, answers } = stages;
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    turns.take(request.caller, work);

  async function want(body: unknown): Promise<Wanted | Kept> {
    const { query, site, isKept } = await admitQuery(request, body, stages);
    if (!isKept) return { query, site };
    const { question, reach } = settleDates(query, site);
    return { query: question, site, ...(await toAsked({ site, question, reach }, stages.goals)) };
  }

  const wanted = await Promise.allSettled(bodies.map(want));
  const kept = wanted.flatMap((each) =>
    each.status === 'fulfilled' && 'key' in each.value ? [each.value] : [],
  );
  // A turn for each statement, not for each query: one that waits for others must not be what they wait for.
  const select = (statement: Statement): Promise<Row[]> => inTurn(() => ask(stages.clickhouse, statement));
  const answering = answers.answerAll(kept, (missing) =>
    answerTogether(missing, ({ query, site }, read) => answerQuery(query, site, stages, read), select),
  );
  return Promise.allSettled(
    wanted.map(async (each) => {
      if (each.status === 'rejected') throw each.reason;
      const { value } = each;
      if (!('key' in value)) {
        return JSON.stringify(await inTurn(() => answerQuery(value.query, value.site, stages)));
      }
      const answer = (await answering)[kept.indexOf(value)];
      if (answer?.status !== 'fulfilled') throw answer?.reason;
      return answer.value.body.toString();
    }),
  );
}
