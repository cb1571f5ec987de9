import { expect, it } from 'vitest';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { LedgerEntry } from './ledger.ts';
import { decodeRecord, encodeRecord, hasChecksum, isIntact, summarizeRecord } from './record.ts';

const event = (changes: Partial<EnrichedEvent> = {}): EnrichedEvent => ({
  id: 'not kept',
  siteId: 7,
  time: 1_795_300_000_123,
  visitor: '18446744073709551615',
  previous: undefined,
  row: '"a","b"',
  ...changes,
});

const ledger: LedgerEntry[] = [
  { siteId: 7, time: 1_795_299_300_000, kind: 'accepted', count: 12 },
  { siteId: 7, time: 1_795_299_300_000, kind: 'invalid_props', count: 1 },
];

it.each([
  ['no previous hash', {}],
  ['a previous hash', { previous: '0' }],
  ['a row of spaces, dashes and JSON escapes', { row: '" - 1 2 3 -","\\n","\\u0000","€😀"' }],
  ['an empty row', { row: '' }],
  ['the epoch', { time: 0, visitor: '0' }],
])('gives back an event with %s', (_title, changes) => {
  const { id: _, ...logged } = event(changes);
  expect(decodeRecord(encodeRecord([event(changes)], [], ledger))).toEqual({
    events: [logged],
    rejected: [],
    ledger,
  });
});

it('keeps the order of a delivery', () => {
  const times = [3, 1, 2];
  const { events } = decodeRecord(
    encodeRecord(
      times.map((time) => event({ time })),
      [],
      ledger,
    ),
  );
  expect(events.map(({ time }) => time)).toEqual(times);
});

it('keeps rejected events beside the others, whatever their text begins with', () => {
  const rejected = ['[1,"a"]', '! not twice', '7 1 1 - looks like an event'];
  const record = decodeRecord(encodeRecord([event()], rejected, ledger));
  expect(record.events).toHaveLength(1);
  expect(record.rejected).toEqual(rejected);
  expect(decodeRecord(encodeRecord([], rejected, ledger))).toEqual({ events: [], rejected, ledger });
});

it.each([
  ['events', encodeRecord([event({ time: 5 }), event({ time: 3, row: '"€","7 1 1"' })], [], ledger), 2, 3],
  ['rejected events as well', encodeRecord([event()], ['["7 €"]'], ledger), 1, event().time],
  ['rejected events only', encodeRecord([], ['["x"]'], ledger), 0, Infinity],
  ['nothing but a ledger', encodeRecord([], [], ledger), 0, Infinity],
  ['events without a ledger', encodeRecord([event(), event()], [], []), 2, event().time],
])('summarizes a record of %s', (_title, record, events, earliest) => {
  const whole = decodeRecord(record);
  expect(whole.events).toHaveLength(events);
  expect(summarizeRecord(record)).toEqual({ ...whole, events, earliest });
});

it('counts what was written before there was a ledger', () => {
  const rejected = ['[7,"1795300000.123","invalid_id","m","","{}"]'];
  const old = decodeRecord(encodeRecord([event(), event(), event({ siteId: 8 })], rejected, []));
  const time = 1_795_299_300_000;
  expect(old.ledger).toEqual([
    { siteId: 7, time, kind: 'accepted', count: 2 },
    { siteId: 8, time, kind: 'accepted', count: 1 },
    { siteId: 7, time, kind: 'invalid_id', count: 1 },
  ]);
});

it.each(['= 7 x accepted 1\n', '= 7 0 no-word 1\n', 'nonsense\n', '7 12 x - "a"\n', '{"siteId":7}\n'])(
  'refuses a record of another format: %j',
  (text) => {
    expect(() => decodeRecord(Buffer.from(text))).toThrow(/another format/);
    expect(() => summarizeRecord(Buffer.from(text))).toThrow(/another format/);
  },
);

it('sees that a byte of a record has changed, wherever it is', () => {
  const record = encodeRecord([event(), event({ row: '"€"' })], ['["x"]'], ledger);
  expect(isIntact(record)).toBe(true);
  for (let at = 0; at < record.length; at++) {
    const changed = Buffer.from(record);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect([at, hasChecksum(changed) && isIntact(changed)]).toEqual([at, false]);
  }
});

it('still reads a record of the time without checksums', () => {
  const [, ...lines] = encodeRecord([event()], [], ledger).toString().split('\n');
  const old = Buffer.from(lines.join('\n'));
  expect([hasChecksum(old), isIntact(old), isIntact(Buffer.from('nonsense\n'))]).toEqual([
    false,
    true,
    false,
  ]);
  expect(decodeRecord(old)).toEqual(decodeRecord(encodeRecord([event()], [], ledger)));
  expect(summarizeRecord(old)).toEqual(summarizeRecord(encodeRecord([event()], [], ledger)));
});
