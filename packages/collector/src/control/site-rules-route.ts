import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SiteRulesReply } from '@passerby/wire';
import { errorReplySchema, siteRulesChangeSchema, siteRulesReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';
import { findSite } from './access.ts';
import type { SiteRules } from './site-rules.ts';
import type { Sites } from './sites.ts';

const validator = Compile(siteRulesChangeSchema);
const ofSite = Type.Object({ site: Type.String({ minLength: 1, maxLength: 256 }) });

/** `/api/v1/sites/{site}/rules`: which events of a site count. */
export function siteRulesRoutes(scope: FastifyInstance, { sites }: { sites: Sites }): void {
  const path = '/api/v1/sites/:site/rules';

  scope.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        summary: 'Tell which events of a site count',
        params: ofSite,
        response: { 200: siteRulesReplySchema, '4xx': errorReplySchema },
      },
    },
    async (request): Promise<SiteRulesReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      return toReply(site.rules);
    },
  );

  scope.patch(
    path,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Change which events of a site count',
        description:
          'Lists that are not named stay, an empty one is no rule. Heeded within a second; events taken before stay as they are.',
        params: ofSite,
        body: siteRulesChangeSchema,
        response: { 200: siteRulesReplySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<SiteRulesReply> => {
      const { key } = await findSite(request, sites, (request.params as { site: string }).site);
      if (!validator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(validator, request.body));
      }
      const { hostnames, excluded_paths, kept_parameters } = request.body as Partial<SiteRulesReply>;
      try {
        const { rules } = await sites.setRules(key, {
          ...(hostnames && { hostnames }),
          ...(excluded_paths && { excludedPaths: excluded_paths }),
          ...(kept_parameters && { keptParameters: kept_parameters }),
        });
        return toReply(rules);
      } catch (cause) {
        throw new RequestError('invalid_request', (cause as Error).message, { cause });
      }
    },
  );
}

const toReply = ({ hostnames, excludedPaths, keptParameters }: SiteRules): SiteRulesReply => ({
  hostnames,
  excluded_paths: excludedPaths,
  kept_parameters: keptParameters,
});
