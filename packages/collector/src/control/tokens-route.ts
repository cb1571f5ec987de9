import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { NewTokenReply, TokensReply, TokenSummary } from '@passerby/wire';
import { errorReplySchema, newTokenReplySchema, tokensReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';
import { findSite } from './access.ts';
import type { Sites } from './sites.ts';
import type { NewToken, Token, Tokens } from './tokens.ts';

const body = Type.Object(
  {
    scope: Type.Union([Type.Literal('ingest'), Type.Literal('read'), Type.Literal('admin')]),
    site: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    name: Type.Optional(Type.String({ maxLength: 256 })),
  },
  { additionalProperties: false },
);
const validator = Compile(body);
const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });

/** `/api/v1/tokens`: who may do what. For admins of all sites. */
export function tokensRoutes(scope: FastifyInstance, stages: { sites: Sites; tokens: Tokens }): void {
  const { sites, tokens } = stages;
  const route = (summary: string, schema: object): object => ({
    config: { needs: 'admin-all' },
    schema: { summary, ...schema },
    // The schemas document; the handlers check with messages that name the path.
    validatorCompiler: () => () => true,
  });

  scope.get(
    '/api/v1/tokens',
    route('List the tokens', { response: { 200: tokensReplySchema, '4xx': errorReplySchema } }),
    async (): Promise<TokensReply> => ({ tokens: (await tokens.list()).map(toSummary) }),
  );

  scope.post(
    '/api/v1/tokens',
    route('Create a token', { body, response: { 201: newTokenReplySchema, '4xx': errorReplySchema } }),
    async (request, reply): Promise<NewTokenReply> => {
      if (!validator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(validator, request.body));
      }
      const { scope: granted, site: key, name = '' } = request.body;
      const site = key === undefined ? undefined : await findSite(request, sites, key);
      reply.status(201);
      return toNewReply(reply, await tokens.create({ name, scope: granted, siteId: site?.id }));
    },
  );

  scope.post(
    '/api/v1/tokens/:id/rotate',
    route('Give a token a new secret', {
      description: 'The old one is refused from now on.',
      params,
      response: { 200: newTokenReplySchema, '4xx': errorReplySchema },
    }),
    async (request, reply): Promise<NewTokenReply> => {
      const rotated = await tokens.rotate(toId(request.params));
      if (!rotated) throw noToken();
      return toNewReply(reply, rotated);
    },
  );

  scope.delete(
    '/api/v1/tokens/:id',
    route('Revoke a token', {
      params,
      response: { 204: { type: 'null', description: 'Refused from now on' }, '4xx': errorReplySchema },
    }),
    async (request, reply): Promise<void> => {
      if (!(await tokens.revoke(toId(request.params)))) throw noToken();
      await reply.status(204).send();
    },
  );
}

const noToken = (): RequestError =>
  new RequestError('not_found', 'there is no such token; GET /api/v1/tokens lists them');

/** -1, which no token has, for what is no id. */
function toId(parameters: unknown): number {
  const { id } = parameters as { id: string };
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}

function toSummary({ id, name, scope, site, createdAt }: Token): TokenSummary {
  return { id, name, scope, ...(site && { site: site.key }), createdAt };
}

function toNewReply(reply: FastifyReply, { token, secret }: NewToken): NewTokenReply {
  void reply.header('cache-control', 'no-store');
  return { ...toSummary(token), token: secret };
}
