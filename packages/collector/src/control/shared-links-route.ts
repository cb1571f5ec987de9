import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { NewSharedLink, NewSharedLinkReply, SharedLinksReply, UnlockedReply } from '@passerby/wire';
import {
  errorReplySchema,
  newSharedLinkReplySchema,
  newSharedLinkSchema,
  sharedLinksReplySchema,
  unlockedReplySchema,
} from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { limitRates } from '../ops/load-limits.ts';
import { describeError } from '../validate/describe-error.ts';
import { findSite } from './access.ts';
import type { SharedLink, SharedLinks } from './shared-links.ts';
import type { Sites } from './sites.ts';

const validator = Compile(newSharedLinkSchema);
const siteParameter = Type.String({ minLength: 1, maxLength: 256 });
const ofSite = Type.Object({ site: siteParameter });
const ofLink = Type.Object({ site: siteParameter, id: Type.Integer({ minimum: 1 }) });

const unlockBody = Type.Object(
  {
    link: Type.String({ minLength: 1, maxLength: 256 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  { additionalProperties: false },
);
const unlockValidator = Compile(unlockBody);

/** Attempts at passwords a minute: from one network, and at one link from everywhere. */
const attempts = { perNetwork: 10, perSite: 30 };

/** `/api/v1/sites/{site}/links`: links that open the numbers of a site to whoever has them. */
export function sharedLinksRoutes(
  scope: FastifyInstance,
  { sites, links }: { sites: Sites; links: SharedLinks },
): void {
  const path = '/api/v1/sites/:site/links';

  scope.get(
    path,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'List the shared links of a site',
        params: ofSite,
        response: { 200: sharedLinksReplySchema, '4xx': errorReplySchema },
      },
    },
    async (request): Promise<SharedLinksReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      return { links: (await links.list(site.id)).map(toSummary) };
    },
  );

  scope.post(
    path,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Share the numbers of a site by a link',
        description:
          'Whoever has it may read them, and nothing else. `path` is shown this once; what follows its # is for `Authorization: Bearer`.',
        params: ofSite,
        body: newSharedLinkSchema,
        response: { 201: newSharedLinkReplySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<NewSharedLinkReply> => {
      const site = await findSite(request, sites, (request.params as { site: string }).site);
      const body = request.body ?? {};
      if (!validator.Check(body)) throw new RequestError('invalid_request', describeError(validator, body));
      const { name = '', password, mayEmbed = false } = body as NewSharedLink;
      try {
        const { link, secret } = await links.add(site.id, { name, password, mayEmbed });
        void reply.status(201).header('cache-control', 'no-store');
        return { ...toSummary(link), path: `share-${link.id}#${secret}` };
      } catch (cause) {
        throw new RequestError('invalid_request', (cause as Error).message, { cause });
      }
    },
  );

  scope.delete(
    `${path}/:id`,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Revoke a shared link',
        params: ofLink,
        response: { 204: { type: 'null', description: 'Refused from now on' }, '4xx': errorReplySchema },
      },
    },
    async (request, reply): Promise<void> => {
      const { site: key, id } = request.params as { site: string; id: number };
      const site = await findSite(request, sites, key);
      if (!(await links.remove(site.id, id))) {
        throw new RequestError(
          'not_found',
          `there is no such link; GET /api/v1/sites/${site.key}/links lists them`,
        );
      }
      await reply.status(204).send();
    },
  );
}

/** `POST /api/v1/shared/unlock`: for whoever has a link and its password. */
export async function unlockRoute(scope: FastifyInstance, { links }: { links: SharedLinks }): Promise<void> {
  const limitLink = await limitRates(scope, attempts, { countsThisMachine: true, whose: 'the link is' });

  scope.post(
    '/api/v1/shared/unlock',
    {
      bodyLimit: 4 * 1024,
      schema: {
        summary: 'Open a shared link by its password',
        description: 'The key is borne in the place of the link, for half a day.',
        body: unlockBody,
        response: { 200: unlockedReplySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<UnlockedReply> => {
      if (!unlockValidator.Check(request.body)) {
        throw new RequestError('invalid_request', describeError(unlockValidator, request.body));
      }
      const { link: secret, password } = request.body;
      const link = await links.find(secret);
      // Whoever has not even the link does not use up the attempts at it.
      if (link) await limitLink(request, { key: `link:${link.id}`, limits: {} });
      const unlocked = link && (await links.unlock(secret, password, Date.now()));
      if (!unlocked) throw new RequestError('unauthorized', 'neither such a link nor its password');
      void reply.header('cache-control', 'no-store');
      return unlocked;
    },
  );
}

function toSummary({ siteId: _siteId, ...summary }: SharedLink): SharedLinksReply['links'][number] {
  return summary;
}
