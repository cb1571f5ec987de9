import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SitesReply, SiteSummary } from '@passerby/wire';
import { errorReplySchema, siteSummarySchema, sitesReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import type { AnswerCache } from '../query/answer-cache.ts';
import { describeError } from '../validate/describe-error.ts';
import { findSite } from './access.ts';
import { isFor } from './caller.ts';
import { limitBounds } from './site-limits.ts';
import { SiteExists, type Site, type Sites } from './sites.ts';

const settings = {
  origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 })),
  timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
};
const body = Type.Object(
  { site: Type.String({ minLength: 1, maxLength: 253 }), ...settings },
  { additionalProperties: false },
);
const validator = Compile(body);

const toLimit = ([minimum, maximum]: [number, number]) =>
  Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum, maximum })]));
const changesBody = Type.Object(
  {
    ...settings,
    monthly_quota: toLimit(limitBounds.monthlyQuota),
    requests_per_minute: toLimit(limitBounds.requestsPerMinute),
    retention_days: toLimit(limitBounds.retentionDays),
  },
  { additionalProperties: false },
);
const changesValidator = Compile(changesBody);

/** `/api/v1/sites`: the sites that the caller may read, and new ones. */
export function sitesRoutes(
  scope: FastifyInstance,
  { sites, answers }: { sites: Sites; answers: Pick<AnswerCache, 'purge'> },
): void {
  scope.get(
    '/api/v1/sites',
    {
      config: { needs: 'view' },
      schema: { summary: 'List the sites', response: { 200: sitesReplySchema, '4xx': errorReplySchema } },
    },
    async ({ caller }): Promise<SitesReply> => {
      const all = await sites.list();
      const own = all.filter(({ id }) => isFor(caller, id));
      // Who may send, and what the site may have, is between it and its operator.
      return { sites: own.map(caller.scope === 'view' ? toName : toSummary) };
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
        const site = await sites.add({ domain, ...options });
        reply.status(201);
        return toSummary(site);
      } catch (cause) {
        const code = cause instanceof SiteExists ? 'already_exists' : 'invalid_request';
        throw new RequestError(code, (cause as Error).message, { cause });
      }
    },
  );
  scope.patch(
    '/api/v1/sites/:site',
    {
      config: { needs: 'admin-all' },
      schema: {
        summary: 'Change a site: its time zone, its origins, what it may have',
        description:
          'What is not named stays; origins are all that may send besides the domain and its subdomains, and null takes a limit away. Heeded within a second.',
        params: Type.Object({ site: Type.String({ minLength: 1, maxLength: 256 }) }),
        body: changesBody,
        response: { 200: siteSummarySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<SiteSummary> => {
      const { key } = await findSite(request, sites, (request.params as { site: string }).site);
      if (!changesValidator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(changesValidator, request.body));
      }
      const { origins, timezone, monthly_quota, requests_per_minute, retention_days } = request.body;
      try {
        return toSummary(
          await sites.change(key, {
            ...(origins && { origins }),
            ...(timezone !== undefined && { timezone }),
            limits: {
              ...(monthly_quota !== undefined && { monthlyQuota: monthly_quota }),
              ...(requests_per_minute !== undefined && { requestsPerMinute: requests_per_minute }),
              ...(retention_days !== undefined && { retentionDays: retention_days }),
            },
          }),
        );
      } catch (cause) {
        throw new RequestError('invalid_request', (cause as Error).message, { cause });
      }
    },
  );

  scope.delete(
    '/api/v1/sites/:site',
    {
      config: { needs: 'admin-all' },
      schema: {
        summary: 'Delete a site',
        description:
          'With all that belongs to it, for good. Nothing of it is taken or answered from then on; what is stored of it goes within minutes.',
        params: Type.Object({ site: Type.String({ minLength: 1, maxLength: 256 }) }),
        response: { 204: { type: 'null', description: 'Gone' }, '4xx': errorReplySchema },
      },
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      await sites.remove(site.key);
      answers.purge(site.id);
      await reply.status(204).send();
    },
  );
}

const toName = ({ key, timezone }: Site): SiteSummary => ({ site: key, timezone });

function toSummary(site: Site): SiteSummary {
  const { monthlyQuota, requestsPerMinute, retentionDays } = site.limits;
  return {
    ...toName(site),
    origins: site.origins,
    ...(monthlyQuota !== undefined && { monthly_quota: monthlyQuota }),
    ...(requestsPerMinute !== undefined && { requests_per_minute: requestsPerMinute }),
    ...(retentionDays !== undefined && { retention_days: retentionDays }),
  };
}
