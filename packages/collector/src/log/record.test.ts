import { expect, it } from 'vitest';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { decodeRecord, encodeRecord } from './record.ts';

const event = (changes: Partial<EnrichedEvent> = {}): EnrichedEvent => ({
  id: 'not kept',
  siteId: 7,
  time: 1_795_300_000_123,
  visitor: '18446744073709551615',
  previous: undefined,
  row: '"a","b"',
  ...changes,
});

it.each([
  ['no previous hash', {}],
  ['a previous hash', { previous: '0' }],
  ['a row of spaces, dashes and JSON escapes', { row: '" - 1 2 3 -","\\n","\\u0000","€😀"' }],
  ['an empty row', { row: '' }],
  ['the epoch', { time: 0, visitor: '0' }],
])('gives back an event with %s', (_title, changes) => {
  const { id: _, ...logged } = event(changes);
  expect(decodeRecord(encodeRecord([event(changes)]))).toEqual({ events: [logged], rejected: [] });
});

it('keeps the order of a delivery', () => {
  const times = [3, 1, 2];
  const { events } = decodeRecord(encodeRecord(times.map((time) => event({ time }))));
  expect(events.map(({ time }) => time)).toEqual(times);
});

it('keeps rejected events beside the others, whatever their text begins with', () => {
  const rejected = ['[1,"a"]', '! not twice', '7 1 1 - looks like an event'];
  const record = decodeRecord(encodeRecord([event()], rejected));
  expect(record.events).toHaveLength(1);
  expect(record.rejected).toEqual(rejected);
  expect(decodeRecord(encodeRecord([], rejected))).toEqual({ events: [], rejected });
});

it.each(['nonsense\n', '7 12 x - "a"\n', '{"siteId":7}\n'])(
  'refuses a record of another format: %j',
  (text) => {
    expect(() => decodeRecord(Buffer.from(text))).toThrow(/another format/);
  },
);
