import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Site, Sites } from './sites.ts';
import { looksLikeSecret, type Tokens, type TokenScope } from './tokens.ts';

/** Who asks. */
export interface Caller {
  scope: TokenScope;
  /** The one site it may ask about; unset: all sites. */
  siteId: number | undefined;
}

/** What a route of a guarded scope asks of its caller; `-all`: a token of one site is not enough. */
type Need = 'read' | 'read-all' | 'admin' | 'admin-all';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default `admin-all`, so that a route that forgets to say is closed. */
    needs?: Need;
  }
  interface FastifyRequest {
    /** Set in guarded scopes only. */
    caller: Caller;
  }
}

export interface Rights {
  tokens: Pick<Tokens, 'find'>;
  /** The operator's own token; unset: this machine may do everything without one. */
  adminToken: string | undefined;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);
const everything: Caller = { scope: 'admin', siteId: undefined };

/**
 * Guards what answers with data. A request bears a token. Where there is no admin token the collector listens on
 * loopback only, and a request without a token must name a loopback host and come from no page of another: so no such
 * page can read the answers by pointing its own name at this machine (DNS rebinding), or post a form to it.
 */
export function guard(scope: FastifyInstance, rights: Rights): void {
  scope.decorateRequest('caller');
  scope.addHook('onRequest', async (request) => {
    request.caller = (await identify(request, rights)) ?? welcome(request, rights.adminToken);
    if (!mayDo(request.caller, request.routeOptions.config.needs ?? 'admin-all')) {
      const { scope: given, siteId } = request.caller;
      throw new RequestError(
        'forbidden',
        `a token of scope ${given}${siteId === undefined ? '' : ' for one site'} is not enough for this`,
      );
    }
  });
  scope.addHook('onError', (_request, reply, error, done) => {
    if (error instanceof RequestError && error.code === 'unauthorized')
      void reply.header('www-authenticate', 'Bearer');
    done();
  });
}

/** The caller whom the request's token names; unset without one. Throws `unauthorized` when the token is wrong. */
export async function identify(
  { headers }: FastifyRequest,
  { tokens, adminToken }: Rights,
): Promise<Caller | undefined> {
  const [, given] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (given === undefined) return undefined;
  if (adminToken !== undefined && isSame(given, adminToken)) return everything;
  const token = await tokens.find(given);
  if (token) return { scope: token.scope, siteId: token.site?.id };
  // Whatever else is borne where no token is asked for was never looked at.
  if (adminToken === undefined && !looksLikeSecret(given)) return undefined;
  throw new RequestError('unauthorized', 'the token is wrong, or was rotated or revoked');
}

function welcome({ headers }: FastifyRequest, adminToken: string | undefined): Caller {
  if (adminToken !== undefined) {
    throw new RequestError('unauthorized', 'send a token as "Authorization: Bearer <token>"');
  }
  const { host, origin } = headers;
  const isLocal = loopbackHosts.has(host?.replace(/:\d+$/, '') ?? '');
  if (isLocal && (origin === undefined || loopbackHosts.has(URL.parse(origin)?.hostname ?? '')))
    return everything;
  throw new RequestError(
    'host_not_allowed',
    'without PASSERBY_ADMIN_TOKEN, only localhost is served without a token',
  );
}

function mayDo({ scope, siteId }: Caller, need: Need): boolean {
  const scopes: TokenScope[] = need.startsWith('read') ? ['read', 'admin'] : ['admin'];
  return scopes.includes(scope) && (siteId === undefined || !need.endsWith('-all'));
}

/** The site that a request of a guarded scope asks about; throws `forbidden` or `unknown_site`. */
export async function findSite(request: FastifyRequest, sites: Sites, key: string): Promise<Site> {
  const site = await sites.find(key.toLowerCase());
  const { siteId } = request.caller;
  // The same for a site of somebody else and for none: who has another's token learns no names.
  if (siteId !== undefined && site?.id !== siteId)
    throw new RequestError('forbidden', 'site_id: this token is for another site');
  if (!site) {
    throw new RequestError('unknown_site', 'site_id: not known here; GET /api/v1/sites lists the sites');
  }
  return site;
}

/** Compares in a time that tells nothing about where the texts differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
