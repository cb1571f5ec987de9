import { randomUUID } from 'node:crypto';
import { type Arbitrary, constantFrom, integer, nat, oneof, record, tuple } from 'fast-check';
import { noRules } from '../src/control/site-rules.ts';
import { toUtcDay } from '../src/control/salts.ts';
import type { Site } from '../src/control/sites.ts';
import type { VisitorHash } from '../src/enrich/visitor.ts';
import type { ClickHouse } from '../src/store/clickhouse.ts';
import { createEventStore } from '../src/store/event-store.ts';
import { toDateTime64, toInsertLine } from '../src/store/row.ts';
import { SessionMemory } from '../src/writer/session-memory.ts';

export interface Happening {
  visitor: number;
  /** Minutes since the beginning of the window, and seconds. */
  minute: number;
  second: number;
  type: 'pageview' | 'event' | 'engagement';
  page: string;
  isBot: boolean;
}

/** By visitor, as one has one of each; empty: nobody knows. */
const systems = ['Linux', 'iOS', '', 'Windows'];
const devices = ['desktop', 'mobile', ''];

/** Half of the visitors agreed to be known again: they have one id on all days. */
const isIdentified = (visitor: number): boolean => visitor < 3;

/** Who an event is of, as `knowSender` tells it: of who did not agree, another on each day of UTC. */
function toVisitor({ visitor, isBot }: Happening, time: number): VisitorHash {
  const number = 1 + visitor + (isBot ? 100 : 0);
  if (isIdentified(visitor)) return { visitor: String(number), previous: undefined };
  const onDay = (day: number): string => String(day * 1000 + number);
  const day = toUtcDay(time);
  return {
    visitor: onDay(day),
    previous: onDay(day - 1),
    // Of one only, because visits that become one under two ids are answered by the events alone.
    ...(visitor === 5 && day < toUtcDay(Date.now()) && { next: onDay(day + 1) }),
  };
}

/** The text of a row, as `toRow` writes it. */
const toText = ({ visitor, type, page, isBot }: Happening, time: number): string =>
  JSON.stringify(
    [
      [randomUUID(), toDateTime64(time), type, type === 'event' ? `did${page}` : type, '', '', 0],
      ['shop.example', page, '', '', '', '', '', '', '', ''],
      [visitor % 3 ? 'DE' : '', visitor % 2 ? 'Chrome' : 'Firefox', '1'],
      [systems[visitor % systems.length], '', devices[visitor >> 1], 'de', 1440],
      [type === 'engagement' ? 20_000 : 0, 0, 0, '', {}, '', isBot ? 'headless' : '', '', '', '0', 1],
      ['', 0, '', 0, isIdentified(visitor)],
    ].flat(),
  ).slice(1, -1);

export const siteOf = (id: number, timezone: string): Site => ({
  id,
  key: `s${id}.example`,
  origins: [],
  timezone,
  rules: noRules,
  limits: {},
  isSampled: false,
  createdAt: 0,
});

/** A memory that has nothing to recall. */
export const createMemory = (): SessionMemory => new SessionMemory(() => Promise.resolve([]));

let runs = 0;

/** Writes happenings as the writer does: in batches, each perhaps twice under its token, late ones among them. */
export async function write(
  clickhouse: ClickHouse,
  { siteId, start }: { siteId: number; start: number },
  batches: Happening[][],
  { twice = false, memory = createMemory() }: { twice?: boolean; memory?: SessionMemory } = {},
): Promise<void> {
  const store = createEventStore(clickhouse);
  const run = runs++;
  for (const [index, batch] of batches.entries()) {
    const events = batch.map((happening) => {
      const time = start + happening.minute * 60_000 + happening.second * 1000;
      const who = { next: undefined, ...toVisitor(happening, time) };
      return { siteId, time, ...who, row: toText(happening, time) };
    });
    const lines = events.map((event) => toInsertLine(event, memory.assign(event)));
    const merges = memory.takeMerges();
    if (merges.length > 0) await store.insertMerges(merges);
    for (const _ of twice ? [1, 2] : [1]) await store.insertEvents(lines, `${siteId}:${run}:${index}`);
  }
}

// Three days around a change of the clocks, half an hour of it at Lord Howe, and zones that begin their days in the
// middle of an hour.
export const windows: [zone: string, start: string][] = [
  ['Europe/Berlin', '2026-03-28T00:00'],
  ['America/New_York', '2025-11-01T00:00'],
  ['Australia/Lord_Howe', '2026-04-04T00:00'],
  ['Australia/Lord_Howe', '2025-10-04T00:00'],
  ['Asia/Kolkata', '2026-01-31T00:00'],
  ['Asia/Kathmandu', '2026-01-31T00:00'],
];
export const days = 3;

export const happening: Arbitrary<Happening> = record({
  visitor: nat({ max: 5 }),
  minute: oneof(nat({ max: days * 1440 - 1 }), integer({ min: 1380, max: 1500 })),
  second: constantFrom(0, 0, 59),
  type: constantFrom('pageview', 'pageview', 'event', 'engagement'),
  page: constantFrom('/', '/a', '/b'),
  isBot: integer({ min: 0, max: 9 }).map((number) => number === 0),
});

/** Two events that are 40 minutes apart, and a late one that makes one session of their two. */
export const bridge: Arbitrary<Happening[]> = tuple(nat({ max: 5 }), nat({ max: days * 1440 - 41 })).map(
  ([visitor, minute]) =>
    [0, 40, 20].map((after): Happening => ({
      visitor,
      minute: minute + after,
      second: 0,
      type: 'pageview',
      page: '/',
      isBot: false,
    })),
);

export const values: Record<string, string[]> = {
  'event:page': ['/', '/a', '/none'],
  'event:name': ['pageview', 'did/a'],
  'visit:country': ['DE', ''],
  'visit:country_name': ['Germany', ''],
  'visit:browser': ['Chrome'],
  'visit:os': ['Linux', 'iOS'],
  'visit:device': ['', 'mobile'],
};
