import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { everything, isFor, type Caller } from './caller.ts';
import type { OpenId } from './openid.ts';
import type { Password } from './password.ts';
import { isFromOwnPage, readSession } from './session-cookie.ts';
import type { Credential, Sessions } from './sessions.ts';
import type { Site, Sites } from './sites.ts';
import { looksLikeLink, type SharedLinks } from './shared-links.ts';
import { looksLikeSecret, type Tokens } from './tokens.ts';

/** What a route of a guarded scope asks of its caller; `-all`: a token of one site is not enough. */
type Need = 'view' | 'annotate' | 'read' | 'read-all' | 'admin' | 'admin-all';

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
  links: Pick<SharedLinks, 'open'>;
  sessions: Sessions;
  password: Pick<Password, 'check'>;
  /** Unset: no provider is configured. */
  openId: OpenId | undefined;
  /** The operator's own token; unset: this machine may do everything without one. */
  adminToken: string | undefined;
}

/** What tells whose token a request bears. */
export type TokenRights = Pick<Rights, 'tokens' | 'links' | 'openId' | 'adminToken'>;

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Three parts between dots, as every JWT has them (RFC 7519). */
const looksLikeJwt = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/**
 * Guards what answers with data. A request bears a token, or the cookie of a session. Where there is no admin token the collector listens on
 * loopback only, and a request without a token must name a loopback host and come from no page of another: so no such
 * page can read the answers by pointing its own name at this machine (DNS rebinding), or post a form to it.
 */
export function guard(scope: FastifyInstance, rights: Rights): void {
  scope.decorateRequest('caller');
  scope.addHook('onRequest', async (request) => {
    request.caller =
      (await identify(request, rights)) ??
      (await recognise(request, rights)) ??
      welcome(request, rights.adminToken);
    if (!mayDo(request.caller, request.routeOptions.config.needs ?? 'admin-all')) {
      const { scope: given, siteIds } = request.caller;
      throw new RequestError(
        'forbidden',
        `the right to ${given}${siteIds === undefined ? '' : ', and not for all sites,'} is not enough for this`,
      );
    }
  });
  scope.addHook('onError', (_request, reply, error, done) => {
    if (error instanceof RequestError && error.status === 401)
      void reply.header('www-authenticate', 'Bearer');
    done();
  });
}

/** The caller whom the request's token names; unset without one. Throws `unauthorized` when the token is wrong. */
export async function identify(
  { headers }: FastifyRequest,
  { tokens, links, adminToken, openId }: TokenRights,
): Promise<Caller | undefined> {
  const [, given] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (given === undefined) return undefined;
  if (adminToken !== undefined && isSame(given, adminToken)) return everything;
  if (looksLikeLink(given)) return openLink(given, links);
  const token = await tokens.find(given);
  if (token) {
    return { scope: token.scope, siteIds: token.site && [token.site.id], key: `token:${token.id}` };
  }
  if (openId && looksLikeJwt(given)) return openId.identify(given);
  // Whatever else is borne where no token is asked for was never looked at.
  if (adminToken === undefined && !looksLikeSecret(given)) return undefined;
  throw new RequestError('unauthorized', 'the token is wrong, or was rotated or revoked');
}

async function openLink(borne: string, links: Rights['links']): Promise<Caller> {
  const link = await links.open(borne, Date.now());
  if (link === 'locked') {
    throw new RequestError(
      'password_required',
      'this link has a password; POST /api/v1/shared/unlock takes it and gives a key',
    );
  }
  if (!link) throw new RequestError('unauthorized', 'the link is not whole, or was revoked');
  return { scope: 'view', siteIds: [link.siteId], key: `link:${link.id}` };
}

/** The caller whose session's cookie the dashboard sends; unset for anything else. */
async function recognise(request: FastifyRequest, { sessions }: Rights): Promise<Caller | undefined> {
  const secret = readSession(request);
  return secret !== undefined && isFromOwnPage(request) ? sessions.find(secret) : undefined;
}

/** What a browser may be signed in by; throws `unauthorized` or `forbidden`. */
export async function findCredential(secret: string, rights: Rights): Promise<Credential> {
  if (rights.adminToken !== undefined && isSame(secret, rights.adminToken)) return { by: 'admin-token' };
  const token = await rights.tokens.find(secret);
  if (token?.scope === 'ingest')
    throw new RequestError('forbidden', 'a token of scope ingest sends events and reads nothing');
  if (token) return { by: 'token', id: token.id };
  if (!looksLikeSecret(secret) && (await rights.password.check(secret))) return { by: 'password' };
  throw new RequestError('unauthorized', 'neither the password nor a token');
}

function welcome({ headers }: FastifyRequest, adminToken: string | undefined): Caller {
  if (adminToken !== undefined) {
    throw new RequestError('unauthorized', 'send a token as "Authorization: Bearer <token>"');
  }
  if (isFromLocalhost(headers)) return everything;
  throw new RequestError(
    'host_not_allowed',
    'without PASSERBY_ADMIN_TOKEN, only localhost is served without a token',
  );
}

/**
 * Whether a request was made to this machine by its name, and by no page from elsewhere: a name of somebody else may
 * lead here, too (DNS rebinding).
 */
export function isFromLocalhost({ host, origin }: FastifyRequest['headers']): boolean {
  const isLocal = loopbackHosts.has(host?.replace(/:\d+$/, '') ?? '');
  return isLocal && (origin === undefined || loopbackHosts.has(URL.parse(origin)?.hostname ?? ''));
}

function mayDo({ scope, siteIds }: Caller, need: Need): boolean {
  const scopes: Caller['scope'][] = ['admin'];
  if (need === 'view' || need.startsWith('read')) scopes.push('read');
  if (need === 'annotate') scopes.push('ingest');
  if (need === 'view') scopes.push('view');
  return scopes.includes(scope) && (siteIds === undefined || !need.endsWith('-all'));
}

/** The site that a request of a guarded scope asks about; throws `forbidden` or `unknown_site`. */
export async function findSite(request: FastifyRequest, sites: Sites, key: string): Promise<Site> {
  const site = await sites.find(key.toLowerCase());
  // The same for a site of somebody else and for none: who has another's token learns no names.
  if (!isFor(request.caller, site?.id))
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
