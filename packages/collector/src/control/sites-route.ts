import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SitesReply, SiteSummary } from '@passerby/wire';
import { errorReplySchema, siteSummarySchema, sitesReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';
import { isFor } from './caller.ts';
import { SiteExists, type Sites } from './sites.ts';

const body = Type.Object(
  {
    site: Type.String({ minLength: 1, maxLength: 253 }),
    origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 })),
    timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);
const validator = Compile(body);

/** `/api/v1/sites`: the sites that the caller may read, and new ones. */
export function sitesRoutes(scope: FastifyInstance, { sites }: { sites: Sites }): void {
  scope.get(
    '/api/v1/sites',
    {
      config: { needs: 'read' },
      schema: { summary: 'List the sites', response: { 200: sitesReplySchema, '4xx': errorReplySchema } },
    },
    async ({ caller }): Promise<SitesReply> => {
      const all = await sites.list();
      const own = all.filter(({ id }) => isFor(caller, id));
      return { sites: own.map(({ key, timezone }) => ({ site: key, timezone })) };
    },
  );

  scope.post(
    '/api/v1/sites',
    {
      config: { needs: 'admin-all' },
      schema: {
        summary: 'Add a site',
        description: 'Its domain, its subdomains and the origins named may send events.',
        body,
        response: { 201: siteSummarySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<SiteSummary> => {
      if (!validator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(validator, request.body));
      }
      const { site: domain, ...options } = request.body;
      try {
        const { key, timezone } = await sites.add({ domain, ...options });
        reply.status(201);
        return { site: key, timezone };
      } catch (cause) {
        const code = cause instanceof SiteExists ? 'already_exists' : 'invalid_request';
        throw new RequestError(code, (cause as Error).message, { cause });
      }
    },
  );
}
