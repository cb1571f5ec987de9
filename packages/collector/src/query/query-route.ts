import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { errorReplySchema, queryReplySchema, querySchema } from '@passerby/wire/schema';
import type { Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import { admitQuery } from './admit-query.ts';
import { answerQuery, type QueryStages } from './answer-query.ts';
import { encodeRows } from './export/encode-rows.ts';
import { toFormat } from './export/format.ts';
import { toPages, toTable } from './export/query-rows.ts';
import { sendFile } from './export/send-file.ts';
import { queryExample } from './query-examples.ts';
import { serveAnswer, type ServingStages } from './serve-answer.ts';
import { settleDates } from './settle-dates.ts';

const path = '/api/v1/query';
const formatSchema = Type.Optional(
  Type.Union(
    (['json', 'csv', 'ndjson', 'parquet'] as const).map((name) => Type.Literal(name)),
    { description: 'Default: by `Accept`, else `json`' },
  ),
);
const response = {
  200: { ...queryReplySchema, examples: [queryExample.reply] },
  '4xx': errorReplySchema,
  '5xx': errorReplySchema,
};
// The schemas document; `validateQuery` checks with messages that name the path.
const validatorCompiler = (): (() => boolean) => () => true;

/** `POST /api/v1/query`, and `GET` for what keeps answers on the way. */
export function queryRoute(
  scope: FastifyInstance,
  stages: QueryStages & ServingStages & { sites: Sites },
): void {
  scope.post(
    path,
    {
      bodyLimit: 256 * 1024,
      config: { needs: 'view' },
      schema: {
        summary: 'Ask for numbers',
        description: 'Request and answer have the shape of the Plausible Stats API v2.',
        querystring: Type.Object({ format: formatSchema }),
        body: { ...querySchema, examples: [queryExample.query] },
        response,
      },
      validatorCompiler,
    },
    (request, reply) => serve(request, reply, request.body),
  );

  scope.get(
    path,
    {
      config: { needs: 'view' },
      schema: {
        summary: 'Ask for numbers that may be kept',
        description:
          'The same with the query in the address, at most some 15 kB of it. The answer has an `ETag`; one that has not changed is answered 304.',
        querystring: Type.Object({
          query: Type.String({
            description: 'JSON of the body of `POST`',
            examples: [JSON.stringify(queryExample.query)],
          }),
          format: formatSchema,
        }),
        response: { 304: { type: 'null', description: 'As before' }, ...response },
      },
      validatorCompiler,
    },
    (request, reply) => serve(request, reply, parse((request.query as { query?: unknown }).query)),
  );

  async function serve(request: FastifyRequest, reply: FastifyReply, body: unknown): Promise<FastifyReply> {
    const { query, site, isKept } = await admitQuery(request, body, stages);
    const format = toFormat(request, 'json');
    if (format !== 'json') {
      const answer = await stages.turns.take(request.caller, () => answerQuery(query, site, stages));
      const { columns, rows } = toTable(answer);
      return sendFile(reply, { format, file: site.key, parts: encodeRows(format, columns, toPages(rows)) });
    }
    if (!isKept) {
      const make = (): Promise<unknown> => answerQuery(query, site, stages);
      return reply.header('cache-control', 'no-store').send(await stages.turns.take(request.caller, make));
    }
    const { question, reach } = settleDates(query, site);
    const make = (): Promise<unknown> => answerQuery(question, site, stages);
    return serveAnswer(request, reply, { site, question, reach, make }, stages);
  }
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new RequestError('invalid_query', 'query: give the query as JSON, encoded for an address', {
      cause,
    });
  }
}
