import type { FastifyInstance, FastifyRequest } from 'fastify';
import cors from '@fastify/cors';
import { limits, type Rejection, type Reply } from '@passerby/wire';
import { batchSchema, errorReplySchema, replySchema } from '@passerby/wire/schema';
import { identify, type TokenRights } from '../control/access.ts';
import type { Metrics } from '../ops/metrics.ts';
import { inSpan, noteWaiting } from '../ops/traces.ts';
import { addressOf, limitRates, shedLoad, type LimitSite, type RateLimits } from '../ops/load-limits.ts';
import type { IdentityKeyOf } from '../control/identity-keys.ts';
import type { Quotas } from '../control/quotas.ts';
import type { Salts } from '../control/salts.ts';
import type { Site, Sites } from '../control/sites.ts';
import { readClientHints } from '../enrich/client-hints.ts';
import { RequestError } from '../errors.ts';
import { createEnricher, knowSender, type SenderKnowledge } from '../enrich/enrich.ts';
import { toKeptFacts } from '../enrich/kept-facts.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { EventLog, RejectedEvent } from '../log/event-log.ts';
import { toRejectedEvent, toReportedEvent } from '../store/rejected-row.ts';
import { createJudge, type JudgedEvent } from '../validate/judge-event.ts';
import { scrubEvent } from '../validate/scrub-event.ts';
import { validateBatch, type Envelope } from '../validate/validate-batch.ts';
import type { Invalid } from '../validate/validate-event.ts';
import { admit, unknownSite } from './admit.ts';
import { emptyBody, parseClientBodies, type ClientBody } from './client-body.ts';

export interface IngestStages {
  sites: Pick<Sites, 'find' | 'markSampled' | 'isDeleted'>;
  saltsAt: (now: number) => Promise<Salts>;
  identityKeyOf: IdentityKeyOf;
  quotas: Quotas;
  knowledge: SenderKnowledge;
  rights: TokenRights;
  metrics: { forwardedIgnored: Pick<Metrics['forwardedIgnored'], 'inc'> };
  log: Pick<EventLog, 'append'>;
}

/**
 * `POST /api/v1/events`: validate, enrich, log, and only then 202. Without `rates` nobody is turned away for how much
 * there is to do.
 */
export async function eventsRoute(
  scope: FastifyInstance,
  stages: IngestStages,
  rates?: RateLimits,
): Promise<void> {
  parseClientBodies(scope);
  // Any origin may read any answer, because a tracker that cannot read a 403 would retry it as a network error.
  // Who may send is decided by `admit`, once the body has named the site. No cookies, so nothing leaks.
  await scope.register(cors, {
    origin: true,
    methods: ['POST'],
    // Without it a page cannot see when to come back.
    exposedHeaders: ['Retry-After'],
    maxAge: 86_400,
  });
  // After CORS, so that a page can read when to come back.
  if (rates) await shedLoad(scope);
  const limitSite = rates ? await limitRates(scope, rates) : async () => {};

  scope.post(
    '',
    {
      bodyLimit: limits.batchBytes,
      schema: {
        summary: 'Take a batch of events',
        description:
          'Answers once the accepted events are durable. Bad events are rejected one by one; sending a batch again is safe.',
        consumes: ['application/json', 'text/plain'],
        body: batchSchema,
        response: { 202: replySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
      // The schema documents; `take` judges each event alone, so that a bad one does not fail its neighbours.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<Reply> => {
      reply.status(202);
      return inSpan('passerby.ingest', {}, () => take(request, stages, limitSite));
    },
  );
}

/** What a request brought, validated and enriched. */
interface Delivery {
  site: Site;
  receivedAt: number;
  events: EnrichedEvent[];
  /** For `rejected_events`. */
  kept: RejectedEvent[];
  /** For the sender. */
  rejected: Rejection[];
}

async function take(request: FastifyRequest, stages: IngestStages, limitSite: LimitSite): Promise<Reply> {
  const { site, receivedAt, events, kept, rejected } = await receive(request, stages, limitSite);
  // What is appended from here on is in the log before a deletion looks whether all of it is written.
  if (stages.sites.isDeleted(site)) throw unknownSite(site.key);
  // Before it is in the log, where the writer may take it at once.
  if (events.length > 0) noteWaiting();
  const attributes = { 'passerby.site': site.key, 'passerby.events': events.length };
  const { accepted, duplicates } = await inSpan('passerby.append', attributes, () =>
    stages.log.append(events, receivedAt, kept),
  );
  return { accepted, duplicates, rejected };
}

async function receive(
  request: FastifyRequest,
  stages: IngestStages,
  limitSite: LimitSite,
): Promise<Delivery> {
  const receivedAt = Date.now();
  const body = request.body as ClientBody | undefined;
  if (!body) throw new RequestError('invalid_json', emptyBody);
  // Let go before the request waits for the disk: what outlives two scavenges is moved to V8's old generation (decision 83).
  request.body = undefined;
  const ip = addressOf(request);
  if (request.headers['x-forwarded-for'] !== undefined && ip === request.socket.remoteAddress)
    stages.metrics.forwardedIgnored.inc();
  const envelope = validateBatch(body.value);
  const caller = await identify(request, stages.rights);
  const site = await admit(stages.sites, envelope.site, { origin: request.headers.origin, caller });
  await limitSite(request, site);
  const room = await stages.quotas.roomFor(site, receivedAt);
  const { valid, rejected } = judge(envelope, site, body.bytes, receivedAt, room);
  const { events: candidates, ...batch } = envelope;
  const { visitor, user, sampleRate = 1 } = batch;
  const isIdentified = visitor !== undefined || user !== undefined;
  // Before its events are stored, so that no query takes them for a whole.
  if (sampleRate < 1 && !site.isSampled) await stages.sites.markSampled(site);
  const sender = knowSender(
    {
      ip,
      userAgent: request.headers['user-agent'] ?? '',
      hints: readClientHints(request.headers),
    },
    {
      automated: batch.automated === true,
      site,
      salts: await stages.saltsAt(receivedAt),
      ...(isIdentified && { identity: { key: await stages.identityKeyOf(site.id), visitor, user } }),
      receivedAt,
      times: valid.map(({ time }) => time),
    },
    stages.knowledge,
  );
  const { isSpam } = stages.knowledge;
  const about = { batch, site, sender, receivedAt, isSpam };
  const enrich = createEnricher(about);
  const events = valid.map((event) => enrich(event));
  const kept = rejected.map((rejection) => {
    const candidate = candidates[rejection.index];
    const { text, isWhole } = scrubEvent(candidate, site.rules.keptParameters);
    const facts = toKeptFacts(candidate, about);
    return toRejectedEvent({
      siteId: site.id,
      receivedAt,
      rejection,
      event: text,
      stream: batch.stream,
      seq: (candidate as { seq?: unknown } | null)?.seq,
      about: isWhole ? JSON.stringify(facts) : '',
      visitor: facts.visitor,
      user: facts.user,
    });
  });
  for (const { event, reported } of valid) {
    if (reported === undefined) continue;
    const { visitor: hash, user: account } = toKeptFacts(event, about);
    const { text } = scrubEvent(event, site.rules.keptParameters);
    const seen = { siteId: site.id, receivedAt, event: text, visitor: hash, user: account };
    kept.push(toReportedEvent(seen, { id: event.id, message: reported }));
  }
  return { site, receivedAt, events, kept, rejected };
}

function judge(
  envelope: Envelope,
  site: Site,
  bodyBytes: number,
  receivedAt: number,
  room: number,
): { valid: JudgedEvent[]; rejected: Rejection[] } {
  const valid: JudgedEvent[] = [];
  const rejected: Rejection[] = [];
  const judgeEvent = createJudge(site, { sentAt: envelope.sentAt, receivedAt });
  for (const [index, candidate] of envelope.events.entries()) {
    const judged = findTooLarge(candidate, bodyBytes) ?? judgeEvent(candidate);
    if ('code' in judged) rejected.push(toRejection(index, candidate, judged));
    else if (valid.length < room) valid.push(judged);
    else rejected.push(toRejection(index, candidate, overQuota(site)));
  }
  return { valid, rejected };
}

/** In the place of a 429: a tracker would keep the events, and send them all month, until none of them counts any more. */
const overQuota = ({ limits: { monthlyQuota } }: Site): Invalid => ({
  code: 'quota_exceeded',
  message: `the site has had its ${monthlyQuota} events of this month; its operator may give it more by "passerby site limit"`,
});

/** A body within one event's limit cannot hold an event over it, so that only large bodies pay for counting. */
function findTooLarge(event: unknown, bodyBytes: number): Invalid | undefined {
  if (bodyBytes <= limits.eventBytes) return undefined;
  let text: string;
  try {
    text = JSON.stringify(event);
  } catch {
    // JSON.parse takes any depth, JSON.stringify only what its stack holds.
    return { code: 'invalid_event', message: 'nested too deeply; send flat fields' };
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.eventBytes) return undefined;
  return { code: 'event_too_large', message: `${bytes} bytes; an event is at most ${limits.eventBytes}` };
}

function toRejection(index: number, candidate: unknown, invalid: Invalid): Rejection {
  const id = (candidate as { id?: unknown } | null)?.id;
  return { index, ...(typeof id === 'string' && { id: id.slice(0, 64) }), ...invalid };
}
