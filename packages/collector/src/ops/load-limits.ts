import { hash, randomBytes } from 'node:crypto';
import { getHeapStatistics } from 'node:v8';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isThisMachine, toAddress } from '../enrich/address.ts';
import { toNetwork } from '../enrich/visitor.ts';
import { RequestError } from '../errors.ts';
import type { Site } from '../control/sites.ts';
import { memoryBytes } from './memory.ts';

/** Requests a minute; 0: any number. */
export interface RateLimits {
  /** From one network: an IPv4 address, or the /64 of an IPv6 address. This machine's own are not counted. */
  perNetwork: number;
  /** Of one site, from everywhere, where the site has no limit of its own. */
  perSite: number;
}

/** Throws `too_many_requests` once the site has had its share of this minute. */
export type LimitSite = (request: FastifyRequest, site: Pick<Site, 'key' | 'limits'>) => Promise<void>;

/** Requests a minute of whoever is counted under a key. */
interface Share {
  key: string;
  most: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `addressOf`. */
    address: string | undefined;
    /** What the request counts for at the moment, a network or a site. */
    share: Share | undefined;
  }
}

/** Where a request comes from. Fastify looks for it in the chain of proxies each time that it is asked. */
export const addressOf = (request: FastifyRequest): string => (request.address ??= request.ip);

const windowMs = 60_000;
/** Networks and sites that are counted at a time; those that were seen last. */
const counted = 100_000;
/** Mean delay of the event loop over a second above which requests are turned away, ms. */
const longestDelayMs = 1_000;
/** How often that is looked at, ms. */
const sampleMs = 1_000;
/** Share of the memory that there is above which requests are turned away. */
const fullShare = 0.9;

/** Turns requests of the scope away while the process is short of time or memory, before it fails them all. */
export async function shedLoad(scope: FastifyInstance): Promise<void> {
  // What a start takes (ClickHouse opens, schemas are compiled) says nothing of the load; nor does the sample it is part of.
  let judgedFrom = Infinity;
  scope.addHook('onReady', async () => {
    judgedFrom = performance.now() + 2 * sampleMs;
  });
  await scope.register(underPressure, {
    maxEventLoopDelay: longestDelayMs,
    maxHeapUsedBytes: fullShare * getHeapStatistics().heap_size_limit,
    maxRssBytes: fullShare * memoryBytes(),
    sampleInterval: sampleMs,
    pressureHandler: (_request, _reply, what, value) => {
      // Infinity is the mean of no sample at all.
      const isMeasured = value !== Infinity && performance.now() >= judgedFrom;
      if (what === underPressure.TYPE_EVENT_LOOP_DELAY && !isMeasured) return;
      throw new RequestError(
        'overloaded',
        `the collector is short of ${shortOf[what] ?? 'time'}; try again`,
        {
          retryAfter: 10,
        },
      );
    },
  });
}

const shortOf: Record<string, string> = { heapUsedBytes: 'memory', rssBytes: 'memory' };

/**
 * Counts the requests of the scope by network, before their bodies are read; answers how to count those of a site. This
 * machine is left out, because all would share its limit where a proxy here does not say whom it speaks for.
 */
export async function limitRates(
  scope: FastifyInstance,
  limits: RateLimits,
  { countsThisMachine = false, whose = 'the site is' }: { countsThisMachine?: boolean; whose?: string } = {},
): Promise<LimitSite> {
  await scope.register(rateLimit, { global: false, cache: counted });
  scope.decorateRequest('address');
  scope.decorateRequest('share');
  const byShare = {
    timeWindow: windowMs,
    max: (request: FastifyRequest) => request.share?.most ?? 0,
    keyGenerator: (request: FastifyRequest) => request.share?.key ?? '',
  };
  const countNetwork = scope.createRateLimit(byShare);
  const countSite = scope.createRateLimit(byShare);
  // No address outlives its request: under a key of this process's own, which is never stored.
  const secret = randomBytes(32).toString('hex');

  async function check(
    count: typeof countSite,
    request: FastifyRequest,
    share: Share,
    who: string,
  ): Promise<void> {
    request.share = share;
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    throw new RequestError('too_many_requests', `${who} over ${limit.max} requests a minute; send less`, {
      retryAfter: limit.ttlInSeconds,
    });
  }

  if (limits.perNetwork > 0) {
    scope.addHook('onRequest', async (request) => {
      const address = toAddress(addressOf(request));
      if (!countsThisMachine && isThisMachine(address)) return;
      const key = hash('sha256', secret + toNetwork(address), 'base64url');
      await check(countNetwork, request, { key, most: limits.perNetwork }, 'your network is');
    });
  }
  return async (request, site) => {
    const most = site.limits.requestsPerMinute ?? limits.perSite;
    if (most === 0) return;
    await check(countSite, request, { key: site.key, most }, whose);
  };
}
