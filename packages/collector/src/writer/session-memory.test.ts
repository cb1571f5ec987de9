import { describe, expect, it, vi } from 'vitest';
import type { LoggedEvent } from '../log/event-log.ts';
import {
  rememberedMs,
  SessionMemory,
  sessionGapMs,
  toSessionId,
  type RecallSessions,
  type Session,
} from './session-memory.ts';

const minuteMs = 60_000;
const now = 1_795_300_000_000;
const nothing: RecallSessions = () => Promise.resolve([]);
const event = (time: number, visitor = '1', previous?: string): LoggedEvent => ({
  siteId: 1,
  time,
  visitor,
  previous,
  row: '',
});

/** Sessions of events in this order, named by their first appearance. */
function chain(...events: LoggedEvent[]): string {
  const memory = new SessionMemory(nothing);
  const names = new Map<string, string>();
  return events
    .map((one) => {
      const { id } = memory.assign(one);
      if (!names.has(id)) names.set(id, String.fromCharCode(65 + names.size));
      return names.get(id);
    })
    .join('');
}
const at = (...minutes: number[]): LoggedEvent[] => minutes.map((minute) => event(now + minute * minuteMs));

describe('a session', () => {
  it.each([
    ['goes on while the gaps stay under 30 minutes', [0, 29, 58, 87], 'AAAA'],
    ['ends with a gap of 30 minutes', [0, 30], 'AB'],
    ['takes an event that comes late and lies inside', [0, 20, 10], 'AAA'],
    ['takes an event that comes late and lies before', [40, 20, 0], 'AAA'],
    ['does not take one 30 minutes before', [30, 0], 'AB'],
    [
      'becomes one with another by an event between the two, under the id of the first',
      [40, 0, 20, 41, 1],
      'ABBBB',
    ],
    ['stays apart from another that no event joins to it', [0, 40, 5, 45], 'ABAB'],
  ])('%s', (_title, minutes, expected) => {
    expect(chain(...at(...minutes))).toBe(expected);
  });

  it('has an edge of a millisecond', () => {
    expect(chain(event(now), event(now + sessionGapMs - 1))).toBe('AA');
    expect(chain(event(now), event(now + sessionGapMs))).toBe('AB');
    expect(chain(event(now), event(now - sessionGapMs + 1))).toBe('AA');
    expect(chain(event(now), event(now - sessionGapMs))).toBe('AB');
  });

  it('is one visitor’s', () => {
    expect(chain(event(now, '1'), event(now, '2'), event(now, '1'))).toBe('ABA');
  });

  it('takes two hits at the same time as one visit (matomo#5966)', () => {
    expect(chain(event(now), event(now))).toBe('AA');
  });
});

describe('midnight', () => {
  const [old, fresh] = ['10', '20'];

  it('splits no session: an event under the new hash joins that of the old one (plausible#5065, #5496)', () => {
    const memory = new SessionMemory(nothing);
    const before = memory.assign(event(now, old));
    const after = memory.assign(event(now + minuteMs, fresh, old));
    expect(after.id).toBe(before.id);
    expect(after.visitor).toBe(old);
    // And the one after that, and one of the old hash that came late.
    expect(memory.assign(event(now + 2 * minuteMs, fresh, old)).id).toBe(before.id);
    expect(memory.assign(event(now - minuteMs, old)).id).toBe(before.id);
  });

  it('begins a new session under the new hash where the old one has ended', () => {
    const memory = new SessionMemory(nothing);
    const before = memory.assign(event(now, old));
    const after = memory.assign(event(now + sessionGapMs, fresh, old));
    expect(after.id).not.toBe(before.id);
    expect(after.visitor).toBe(fresh);
    expect(memory.assign(event(now + sessionGapMs + 1, fresh, old)).id).toBe(after.id);
  });
});

describe('the memory', () => {
  const session = (visitor: string, start: number, end: number): Session => ({
    id: toSessionId(start, visitor),
    visitor,
    start,
    end,
  });

  it('is warmed once, by what ended within two hours', async () => {
    const recall = vi
      .fn<RecallSessions>()
      .mockResolvedValue([session('1', now - 20 * minuteMs, now - 10 * minuteMs)]);
    const memory = new SessionMemory(recall);
    await memory.prepareFor([event(now)], now);
    await memory.prepareFor([event(now)], now);
    expect(recall.mock.calls).toEqual([['all', now - rememberedMs]]);
    expect(memory.assign(event(now)).id).toBe(toSessionId(now - 20 * minuteMs, '1'));
  });

  it('asks for the visitors of late events only, under both their hashes', async () => {
    const late = now - rememberedMs - minuteMs;
    const recall = vi
      .fn<RecallSessions>()
      .mockImplementation((visitors) =>
        Promise.resolve(visitors === 'all' ? [] : [session('3', late - 5 * minuteMs, late)]),
      );
    const memory = new SessionMemory(recall);
    await memory.prepareFor([event(now), event(late, '2', '3'), event(late + minuteMs, '2', '3')], now);
    expect(recall.mock.calls).toEqual([
      ['all', now - rememberedMs],
      [['2', '3'], late - sessionGapMs],
    ]);
    expect(memory.assign(event(late, '2', '3')).id).toBe(toSessionId(late - 5 * minuteMs, '3'));
  });

  it('asks where a session could reach over the edge of what it remembers', async () => {
    const recall = vi.fn<RecallSessions>().mockResolvedValue([]);
    const memory = new SessionMemory(recall);
    const edge = now - rememberedMs + sessionGapMs;
    await memory.prepareFor([event(edge)], now);
    expect(recall).toHaveBeenCalledTimes(1);
    await memory.prepareFor([event(edge - 1)], now);
    expect(recall).toHaveBeenCalledTimes(2);
  });

  it('keeps what it has grown when ClickHouse tells an older state of the same session', async () => {
    const start = now - 20 * minuteMs;
    const stale = session('1', start, start);
    const memory = new SessionMemory((visitors) => Promise.resolve(visitors === 'all' ? [] : [{ ...stale }]));
    await memory.prepareFor([event(now)], now);
    memory.assign(event(start));
    const grown = memory.assign(event(start + 15 * minuteMs));
    await memory.prepareFor([event(now - rememberedMs)], now);
    expect(memory.assign(event(start + 40 * minuteMs)).id).toBe(grown.id);
  });

  it('is asked again after ClickHouse failed', async () => {
    const recall = vi.fn<RecallSessions>().mockRejectedValueOnce(new Error('down')).mockResolvedValue([]);
    const memory = new SessionMemory(recall);
    await expect(memory.prepareFor([event(now)], now)).rejects.toThrow('down');
    await memory.prepareFor([event(now)], now);
    expect(recall.mock.calls.map(([visitors]) => visitors)).toEqual(['all', 'all']);
  });

  it('forgets what ended over two hours ago, and recalls it when it is needed', async () => {
    const recall = vi.fn<RecallSessions>().mockResolvedValue([]);
    const memory = new SessionMemory(recall);
    await memory.prepareFor([event(now)], now);
    const first = memory.assign(event(now));
    const later = now + rememberedMs;
    memory.forget(later);
    expect(memory.assign(event(now)).id).toBe(first.id);
    memory.forget(later + 1);
    const stored = { ...first };
    recall.mockResolvedValue([stored]);
    await memory.prepareFor([event(now + minuteMs)], later + 1);
    expect(recall).toHaveBeenLastCalledWith(['1'], now + minuteMs - sessionGapMs);
    expect(memory.assign(event(now + minuteMs)).id).toBe(first.id);
  });
});

describe('toSessionId', () => {
  it('is ordered by time and carries 32 bits of the visitor', () => {
    const id = BigInt(toSessionId(now, (2n ** 64n - 1n).toString()));
    expect(id >> 32n).toBe(BigInt(now / 1_000));
    expect(id & 0xffff_ffffn).toBe(0xffff_ffffn);
    expect(id).toBeLessThan(2n ** 64n);
    expect(BigInt(toSessionId(now + 1_000, '0'))).toBeGreaterThan(id);
  });
});
