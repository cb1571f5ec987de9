import type { LiveMessage, LiveModel } from '@passerby/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChannel, type Channel, type Reader } from './channel.ts';

const nobody: LiveModel = { visitors: 0, pageviewsPerSecond: 0, minutes: [0], pages: [], events: [] };

let model: LiveModel;
let failure: Error | undefined;
let reads: number;
let idle: number;
let channel: Channel;

interface TestReader extends Reader {
  messages: LiveMessage[];
  beats: number;
  waiting: number;
  ended: number;
}

function createReader(): TestReader {
  const reader: TestReader = {
    messages: [],
    beats: 0,
    waiting: 0,
    ended: 0,
    send: ({ ws }) => reader.messages.push(JSON.parse(ws) as LiveMessage),
    beat: () => (reader.beats += 1),
    waitingBytes: () => reader.waiting,
    end: () => (reader.ended += 1),
  };
  return reader;
}

beforeEach(async () => {
  vi.useFakeTimers();
  [model, failure, reads, idle] = [nobody, undefined, 0, 0];
  channel = createChannel({
    async read() {
      reads += 1;
      if (failure) throw failure;
      return Promise.resolve(model);
    },
    onProblem: () => ({ code: 'clickhouse_unavailable', message: 'away' }),
    onIdle: () => (idle += 1),
  });
  await channel.whenReady();
});
afterEach(() => {
  channel.close();
  vi.useRealTimers();
});

const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1_000);

describe('a channel', () => {
  it('sends the model first, then the members that changed, and nothing while nothing changes', async () => {
    const reader = createReader();
    channel.join(reader);
    await seconds(3);
    model = { ...nobody, visitors: 1, pages: [{ page: '/', visitors: 1 }] };
    await seconds(3);
    expect(reader.messages.map(({ event, data }) => [event, data])).toEqual([
      ['model', nobody],
      ['update', { visitors: 1, pages: [{ page: '/', visitors: 1 }] }],
    ]);
  });

  it('reads once for all of its readers', async () => {
    for (let count = 0; count < 50; count++) channel.join(createReader());
    const before = reads;
    await seconds(10);
    expect(reads - before).toBe(10);
  });

  it('reads no more when the last one leaves, and is forgotten a minute later', async () => {
    const leave = channel.join(createReader());
    await seconds(2);
    leave();
    const before = reads;
    await seconds(59);
    expect([reads, idle]).toEqual([before, 0]);
    await seconds(2);
    expect([reads, idle]).toEqual([before, 1]);
  });

  it('goes on where a reader stopped, and sends all to one that knows what it no longer remembers', async () => {
    const first = createReader();
    const leave = channel.join(first);
    const [{ id } = { id: '' }] = first.messages as { id: string }[];
    leave();
    model = { ...nobody, visitors: 2 };
    await seconds(2);
    await channel.whenReady();
    const [known, unknown] = [createReader(), createReader()];
    channel.join(known, id);
    channel.join(unknown, 'of-another-day');
    expect(known.messages).toMatchObject([{ event: 'update', data: { visitors: 2 } }]);
    expect(known.messages[0]?.data).not.toHaveProperty('minutes');
    expect(unknown.messages).toMatchObject([{ event: 'model', data: { visitors: 2, minutes: [0] } }]);
  });

  it('spares a reader that is slow, sends it the sum of what it missed, and ends one that stays so', async () => {
    const [slow, stuck, quick] = [createReader(), createReader(), createReader()];
    for (const reader of [slow, stuck, quick]) channel.join(reader);
    [slow.waiting, stuck.waiting] = [10, 10];
    model = { ...nobody, visitors: 1 };
    await seconds(2);
    model = { ...nobody, visitors: 1, pageviewsPerSecond: 0.5 };
    await seconds(2);
    expect([slow, quick].map(({ messages }) => messages.length)).toEqual([1, 3]);
    slow.waiting = 0;
    await seconds(1);
    expect(slow.messages[1]?.data).toEqual({ visitors: 1, pageviewsPerSecond: 0.5 });
    await seconds(30);
    expect([slow, stuck, quick].map(({ ended }) => ended)).toEqual([0, 1, 0]);
  });

  it('tells once that ClickHouse is away, goes on trying, and tells that it is back', async () => {
    const reader = createReader();
    channel.join(reader);
    failure = new Error('refused');
    await seconds(5);
    failure = undefined;
    await seconds(5);
    expect(reader.messages.map(({ event }) => event)).toEqual(['model', 'problem', 'update']);
  });

  it('shows a quiet connection alive', async () => {
    const reader = createReader();
    channel.join(reader);
    await seconds(31);
    expect(reader.beats).toBe(2);
  });

  it('lets nobody read on for ever, so that a revoked token ends', async () => {
    const reader = createReader();
    channel.join(reader);
    await seconds(15 * 60);
    expect(reader.ended).toBe(0);
    await seconds(2);
    expect(reader.ended).toBe(1);
  });

  it('reads a site less often when reading takes long', async () => {
    channel.close();
    let slowReads = 0;
    channel = createChannel({
      async read() {
        slowReads += 1;
        await new Promise((resolve) => setTimeout(resolve, 500));
        return nobody;
      },
      onProblem: () => ({ code: '', message: '' }),
      onIdle: () => undefined,
    });
    const ready = channel.whenReady();
    await seconds(1);
    await ready;
    channel.join(createReader());
    slowReads = 0;
    await seconds(20);
    expect(slowReads).toBeLessThanOrEqual(4);
  });
});
