import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Goals } from '../control/goals.ts';
import type { Site } from '../control/sites.ts';
import { lastsMs, type AnswerCache, type Asked, type Found } from './answer-cache.ts';
import type { Turns } from './turns.ts';

/** What stands between a question and ClickHouse. */
export interface ServingStages {
  goals: Pick<Goals, 'list'>;
  answers: AnswerCache;
  turns: Turns;
}

/** RFC 9211. */
const cacheStatus: Record<Found, string> = {
  kept: 'passerby; hit',
  shared: 'passerby; fwd=miss; collapsed',
  made: 'passerby; fwd=miss',
};

/** What the cache knows a question about a site and its goals by. */
export async function toAsked(
  { site, question, reach }: { site: Site; question: unknown; reach: number },
  goals: Pick<Goals, 'list'>,
): Promise<Asked> {
  const { id: siteId, timezone, isSampled } = site;
  const key = toCanonicalJson([siteId, timezone, isSampled, await goals.list(siteId), question]);
  return { siteId, key, reach };
}

/**
 * Answers a question about a site and its goals from the cache, or once its turn has come. `reach` is the end of the latest
 * time it is about, ms.
 */
export async function serveAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    site,
    question,
    reach,
    make,
  }: { site: Site; question: unknown; reach: number; make: () => Promise<unknown> },
  { answers, turns, goals }: ServingStages,
): Promise<FastifyReply> {
  const asked = await toAsked({ site, question, reach }, goals);
  const { body, etag, found } = await answers.answer(asked, () => turns.take(request.caller, make));
  const now = Date.now();
  void reply
    .header('etag', etag)
    .header(
      'cache-control',
      reach > now ? 'private, no-cache' : `private, max-age=${lastsMs(reach, now, true) / 1000}`,
    )
    .header('surrogate-key', toSurrogateKey(site))
    .header('cache-status', cacheStatus[found]);
  if (request.method !== 'POST' && request.headers['if-none-match'] === etag) return reply.status(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** By which a CDN forgets all answers about a site. */
const toSurrogateKey = ({ id }: Pick<Site, 'id'>): string => `passerby-site-${id}`;

/** JSON whose members are in order, so that the same question has the same text. */
function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
