import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event, Reply } from '@passerby/wire';
import { browserUserAgent } from '../support/browser-user-agent.ts';
import { toLateVisit, type PastDays } from './past-days.ts';

/** What the senders know. */
export interface Sent {
  /** Of all events that were acknowledged. */
  ids: Set<string>;
  pageviews: number;
  /** Each by its visitor, and its day where that is over. */
  visits: Set<string>;
  /** Events of past days. */
  late: number;
  /** Events acknowledged as new; an answer that a crash has lost was not heard. */
  accepted: number;
  /** Batches sent once more, because no 202 was heard. */
  repeats: number;
  /** Answers other than 202, by code. */
  refusals: Map<string, number>;
  /** Answers that must not be. */
  problems: string[];
}

/** Senders that repeat a batch under the same ids until it is acknowledged, as trackers do. */
export interface Load {
  sent: Sent;
  /** Whether events are as large as they may be, almost (default: no). */
  sendsLarge: boolean;
  /** Whether they are of past days (default: no). */
  sendsLate: boolean;
  /** Resolves when everything that was begun is acknowledged. */
  stop(): Promise<void>;
}

const senders = 16;
const eventsPerBatch = 10;
const longestRestMs = 200;
const patienceMs = 10_000;
/** Some 12 kB in an event; at most it has 16 KiB. */
const largeProps = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`p${at}`, 'x'.repeat(1_000)]));

/** Sends so many events a second in batches of one visitor each, to wherever the collector is at the moment. */
export function startLoad(options: {
  url: () => string;
  site: string;
  eventsPerSecond: number;
  days: PastDays;
  random: () => number;
}): Load {
  const { url, site, eventsPerSecond, days, random } = options;
  const sent: Sent = {
    ids: new Set(),
    pageviews: 0,
    visits: new Set(),
    late: 0,
    accepted: 0,
    repeats: 0,
    refusals: new Map(),
    problems: [],
  };
  const paceMs = (1_000 * senders * eventsPerBatch) / eventsPerSecond;
  let running = true;

  async function post(visitor: number, events: Event[]): Promise<Reply | undefined> {
    const response = await fetch(`${url()}/api/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': browserUserAgent,
        'x-forwarded-for': `10.${visitor >> 16}.${(visitor >> 8) & 255}.${visitor & 255}`,
      },
      body: JSON.stringify({ site, sentAt: Date.now(), events }),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status === 202) return (await response.json()) as Reply;
    const { error } = (await response.json()) as { error: { code: string } };
    sent.refusals.set(error.code, (sent.refusals.get(error.code) ?? 0) + 1);
    return undefined;
  }

  async function deliver(visitor: number, events: Event[]): Promise<void> {
    for (;;) {
      const reply = await post(visitor, events).catch(() => undefined); // a collector that dies answers nothing
      if (reply) {
        if (reply.accepted + reply.duplicates !== events.length)
          sent.problems.push(`a batch of ${events.length} was answered ${JSON.stringify(reply)}`);
        sent.accepted += reply.accepted;
        return;
      }
      sent.repeats++;
      await sleep(random() * longestRestMs);
    }
  }

  async function send(): Promise<void> {
    let next = performance.now() + random() * paceMs;
    while (running) {
      await sleep(Math.max(0, next - performance.now()));
      next = Math.max(next + paceMs, performance.now() - paceMs);
      // Some come again and again, so that each restart finds visits under way.
      const visitor = Math.floor(random() ** 3 * 100_000);
      const late = load.sendsLate ? toLateVisit(days, visitor, random) : undefined;
      const events = Array.from({ length: eventsPerBatch }, (_, at) =>
        toEvent(site, at, { time: late?.timeOf(at) ?? Date.now(), isLarge: load.sendsLarge }),
      );
      await deliver(visitor, events);
      for (const { id } of events) sent.ids.add(id);
      sent.pageviews += events.filter(({ type }) => type === 'pageview').length;
      sent.visits.add(`${visitor} ${late?.day ?? ''}`);
      if (late) sent.late += events.length;
    }
  }

  const load: Load = {
    sent,
    sendsLarge: false,
    sendsLate: false,
    async stop() {
      running = false;
      await Promise.all(all);
    },
  };
  const all = Array.from({ length: senders }, send);
  return load;
}

function toEvent(site: string, at: number, { time, isLarge }: { time: number; isLarge: boolean }): Event {
  const common = {
    id: randomUUID(),
    time,
    url: `https://${site}/${at}`,
    ...(isLarge && { props: largeProps }),
  };
  return at % 2 === 0 ? { ...common, type: 'pageview' } : { ...common, type: 'event', name: 'click' };
}
