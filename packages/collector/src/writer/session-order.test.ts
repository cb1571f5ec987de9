import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  record,
  shuffledSubarray,
} from 'fast-check';
import { expect, it } from 'vitest';
import type { LoggedEvent } from '../log/event-log.ts';
import { toMergedSessions } from '../store/merged-sessions.ts';
import { rememberedMs, SessionMemory, sessionGapMs, type RecallSessions } from './session-memory.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const day = 20_778;
const midnight = day * dayMs;

interface Sent {
  /** Minutes from midnight. */
  at: number;
  person: number;
  /** Known by a client id, which is the same on every day. */
  isKnown: boolean;
}

/** As `enrich` would have it for an event that arrives at `now`: hashes of the days whose salts live. */
function toEvent({ at, person, isKnown }: Sent, now: number): LoggedEvent {
  const time = midnight + at * minuteMs;
  const hashOf = (ofDay: number): string => String(1_000 + (ofDay - day) * 10 + person);
  const ofDay = Math.floor(time / dayMs);
  const rest = { siteId: 1, time, row: '' };
  if (isKnown) return { ...rest, visitor: String(9_000 + person), previous: undefined };
  const next = ofDay < Math.floor(now / dayMs) ? { next: hashOf(ofDay + 1) } : {};
  return { ...rest, visitor: hashOf(ofDay), previous: hashOf(ofDay - 1), ...next };
}

/** By the rule alone: everybody's events in the order in which they happened, cut where 30 minutes pass. */
function expectedSessions(all: Sent[]): string[] {
  const sessions: number[][] = [];
  const people = new Map<string, Sent[]>();
  for (const sent of all) {
    const name = `${sent.person} ${sent.isKnown}`;
    people.set(name, [...(people.get(name) ?? []), sent]);
  }
  for (const events of people.values()) {
    let last = -Infinity;
    for (const event of events.toSorted((one, other) => one.at - other.at)) {
      if ((event.at - last) * minuteMs >= sessionGapMs) sessions.push([]);
      sessions.at(-1)?.push(all.indexOf(event));
      last = event.at;
    }
  }
  return toText(sessions);
}

const toText = (sessions: number[][]): string[] =>
  sessions.map((session) => session.toSorted((one, other) => one - other).join(' ')).toSorted();

type Cut = 'no' | 'batch' | 'restart';

/** By the writer: events in the order of arrival, in batches, between which it may die and start again. */
async function writtenSessions(all: Sent[], order: number[], cuts: Cut[]): Promise<string[]> {
  const stored: { index: number; id: string; visitor: string; time: number }[] = [];
  const merges: [id: string, into: string][] = [];
  const recall: RecallSessions = (visitors, endedAfter) => {
    const sessions = new Map<string, { id: string; visitor: string; start: number; end: number }>();
    for (const { id, visitor, time } of stored) {
      const known = sessions.get(id) ?? { id, visitor, start: time, end: time };
      sessions.set(id, {
        ...known,
        start: Math.min(known.start, time),
        end: Math.max(known.end, time),
      });
    }
    return Promise.resolve(
      [...sessions.values()].filter(
        ({ visitor, end }) => end >= endedAfter && (visitors === 'all' || visitors.includes(visitor)),
      ),
    );
  };
  let memory = new SessionMemory(recall);
  let now = midnight - dayMs;
  let batch: [index: number, event: LoggedEvent][] = [];
  async function write(): Promise<void> {
    await memory.prepareFor(
      batch.map(([, event]) => event),
      now,
    );
    const lines = batch.map(([index, event]) => {
      const { id, visitor } = memory.assign(event);
      return { index, id, visitor, time: event.time };
    });
    merges.push(...memory.takeMerges().map(({ id, into }): [string, string] => [id, into]));
    stored.push(...lines);
    memory.forget(now);
    batch = [];
  }
  for (const [place, index] of order.entries()) {
    const sent = all[index] as Sent;
    now = Math.max(now, midnight + sent.at * minuteMs);
    batch.push([index, toEvent(sent, now)]);
    const cut = cuts[place % cuts.length];
    if (cut !== 'no') await write();
    if (cut === 'restart') memory = new SessionMemory(recall);
  }
  await write();
  const merged = toMergedSessions(merges);
  const sessions = new Map<string, number[]>();
  for (const { index, id } of stored) {
    const visit = merged.get(id) ?? id;
    sessions.set(visit, [...(sessions.get(visit) ?? []), index]);
  }
  return toText([...sessions.values()]);
}

// From 20:00 to 04:00, so that visits go over midnight and the salt of the day.
const sent = record({
  at: integer({ min: -240, max: 240 }),
  person: integer({ min: 1, max: 2 }),
  isKnown: boolean(),
});
const arrival = array(sent, { minLength: 1, maxLength: 40 }).chain((all) => {
  const places = all.map((_, index) => index);
  return record({
    all: constant(all),
    order: shuffledSubarray(places, { minLength: places.length }),
    cuts: array(constantFrom<Cut[]>('no', 'batch', 'restart'), { minLength: 1, maxLength: 10 }),
  });
});

it('sessions are the same in whatever order events arrive, however they are batched, and whoever dies (plausible#4493, umami#2228)', async () => {
  expect(rememberedMs).toBeLessThan(4 * 60 * minuteMs); // so that late events are recalled as well
  await assert(
    asyncProperty(arrival, async ({ all, order, cuts }) => {
      expect(await writtenSessions(all, order, cuts)).toEqual(expectedSessions(all));
    }),
    { numRuns: 3_000 },
  );
}, 30_000);
