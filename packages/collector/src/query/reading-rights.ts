import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Guards what answers with data. With an admin token: a request must bear it. Without one the collector listens on
 * loopback only, and a request must name a loopback host, so that no page of another site can read the answers by
 * pointing its own name at this machine (DNS rebinding).
 */
export function guardReading(scope: FastifyInstance, adminToken: string | undefined): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (adminToken === undefined) {
      if (loopbackHosts.has(request.headers.host?.replace(/:\d+$/, '') ?? '')) return;
      throw new RequestError(
        'host_not_allowed',
        'without PASSERBY_ADMIN_TOKEN, data is read by localhost only',
      );
    }
    const [, given] = /^bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given !== undefined && isSame(given, adminToken)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new RequestError('unauthorized', 'send the admin token as "Authorization: Bearer <token>"');
  });
}

/** Compares in a time that tells nothing about where the texts differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
