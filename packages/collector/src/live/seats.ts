import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isThisMachine, toAddress } from '../enrich/address.ts';
import { toNetwork } from '../enrich/visitor.ts';
import { RequestError } from '../errors.ts';

/** Gives the request a place until its connection closes. Throws `too_many_requests` where there is none left. */
export type TakeSeat = (request: FastifyRequest, connection: ServerResponse) => void;

interface Share {
  whose: string;
  key: string;
  most: number;
}

/** Connections that read along at a time, of this collector. */
const mostSeats = 5_000;
/** Of one token, and from one network (an IPv4 address, or the /64 of an IPv6 address). */
const mostPerToken = 1_000;
const mostPerNetwork = 50;

/** Counts who reads along. This machine's own connections do not count as one network; see `limitRates`. */
export function createSeats(): TakeSeat {
  const taken = new Map<string, number>();

  const shareOf = (whose: string, key: string, most: number): Share => ({ whose, key, most });

  return (request, connection) => {
    const { authorization } = request.headers;
    const shares = [shareOf('the collector has', 'all', mostSeats)];
    if (authorization !== undefined) {
      shares.push(shareOf('your token has', `token ${authorization}`, mostPerToken));
    }
    if (!isThisMachine(request.ip)) {
      shares.push(shareOf('your network has', toNetwork(toAddress(request.ip)), mostPerNetwork));
    }
    const full = shares.find(({ key, most }) => (taken.get(key) ?? 0) >= most);
    if (full) {
      const message = `${full.whose} ${full.most} live connections already; close some`;
      throw new RequestError('too_many_requests', message, { retryAfter: 30 });
    }
    for (const { key } of shares) taken.set(key, (taken.get(key) ?? 0) + 1);
    const release = (): void => {
      for (const { key } of shares) {
        const left = (taken.get(key) ?? 1) - 1;
        if (left > 0) taken.set(key, left);
        else taken.delete(key);
      }
    };
    // Gone while the request was looked at: no 'close' would come any more.
    if (request.raw.socket.destroyed) release();
    else connection.once('close', release);
  };
}
