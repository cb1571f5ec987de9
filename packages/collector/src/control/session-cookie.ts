import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Journey } from './openid.ts';

/** Names with the prefix are taken by browsers only with `Secure` and from this very host (RFC 6265bis, 4.1.3.2). */
const names = { session: 'passerby', journey: 'passerby-journey' };
const prefix = '__Host-';
const journeySeconds = 10 * 60;

/** Gives the browser a session's secret, which no script and no other site can use. */
export function setSession(
  reply: FastifyReply,
  { secret, seconds }: { secret: string; seconds: number },
  isSecure: boolean,
): void {
  set(reply, { name: names.session, value: secret, seconds, sameSite: 'strict', isSecure });
}

export const readSession = (request: FastifyRequest): string | undefined => read(request, names.session);

export function forgetSession(reply: FastifyReply): void {
  forget(reply, names.session);
}

/** Lax, because it is the provider's page that sends the browser back. */
export function setJourney(reply: FastifyReply, journey: Journey, isSecure: boolean): void {
  const { verifier, state, nonce } = journey;
  const value = `${verifier}.${state}.${nonce}`; // base64url, which has no dots
  set(reply, { name: names.journey, value, seconds: journeySeconds, sameSite: 'lax', isSecure });
}

/** What the browser kept of its way to the provider, for this once. */
export function takeJourney(request: FastifyRequest, reply: FastifyReply): Journey | undefined {
  const [verifier, state, nonce] = read(request, names.journey)?.split('.') ?? [];
  forget(reply, names.journey);
  return verifier && state && nonce ? { verifier, state, nonce } : undefined;
}

/**
 * Whether a request comes from the dashboard itself, and not from a page that makes the browser send the cookie along.
 * `SameSite` lets other hosts of the same domain through; `Sec-Fetch-Site`, which browsers send over https and to
 * localhost, and `Origin` do not.
 */
export function isFromOwnPage({ headers, host, method }: FastifyRequest): boolean {
  const from = headers['sec-fetch-site'];
  const onlyReads = method === 'GET' || method === 'HEAD';
  // `none`: typed into the address bar.
  if (from !== undefined) return from === 'same-origin' || (from === 'none' && onlyReads);
  if (headers.origin === undefined) return onlyReads;
  return URL.parse(headers.origin)?.host === host;
}

function set(
  reply: FastifyReply,
  cookie: { name: string; value: string; seconds: number; sameSite: 'strict' | 'lax'; isSecure: boolean },
): void {
  const { name, value, seconds, sameSite, isSecure } = cookie;
  void reply.setCookie(isSecure ? prefix + name : name, value, {
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite,
    maxAge: seconds,
  });
}

function read({ cookies }: FastifyRequest, name: string): string | undefined {
  return cookies[prefix + name] ?? cookies[name];
}

function forget(reply: FastifyReply, name: string): void {
  void reply.clearCookie(prefix + name, { path: '/', secure: true, httpOnly: true });
  void reply.clearCookie(name, { path: '/', httpOnly: true });
}
