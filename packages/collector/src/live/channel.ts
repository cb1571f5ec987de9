import type { LiveModel } from '@passerby/wire';
import { encode, toFrame, toVersion, type Frame, type Version } from './frames.ts';

/** One connection that reads along. */
export interface Reader {
  send(frame: Frame): void;
  /** Shows the connection alive while there is nothing to say. */
  beat(): void;
  /** Bytes sent that the other side has not taken yet. */
  waitingBytes(): number;
  end(): void;
}

/** What happens on one site: read once for all who read along, and only while somebody does. */
export interface Channel {
  /** Resolves once there is a model to start with; rejects as the reading does. */
  whenReady(): Promise<void>;
  /** Sends the reader all that is new since `known` (the id of a message), then every change. Answers the undo. */
  join(reader: Reader, known?: string): () => void;
  /** Ends all its readers. */
  close(): void;
}

export interface ChannelOptions {
  read: () => Promise<LiveModel>;
  /** Reading failed; the first time of several in a row. Answers what the readers are told. */
  onProblem: (error: unknown) => { code: string; message: string };
  /** Nobody has read along for a while. */
  onIdle: () => void;
  /** Pause between two readings, ms (default 1_000). */
  everyMs?: number;
  /** A reader who takes nothing for so long is ended, ms (default 30_000). */
  patienceMs?: number;
  /** After so long a reader has to come again, with a token that is still good, ms (default 900_000). */
  longestMs?: number;
  /** How long a channel without readers remembers what they know, ms (default 60_000). */
  idleMs?: number;
}

/** The reading of a large site may take this share of the time, however long it takes. */
const busyShare = 0.1;
/** Versions from which a reader can go on; older ones get the whole model. */
const rememberedVersions = 60;
const beatMs = 15_000;

interface Seat {
  since: number;
  /** Of the version it was sent last; unset: none that is remembered. */
  known: Version | undefined;
  sentAt: number;
  /** Since when it has not taken what was sent, ms since the epoch; unset: it has. */
  slowSince: number | undefined;
}

export function createChannel(options: ChannelOptions): Channel {
  const { read, onProblem, onIdle } = options;
  const { everyMs = 1_000, patienceMs = 30_000, longestMs = 900_000, idleMs = 60_000 } = options;
  const seats = new Map<Reader, Seat>();
  const versions = new Map<string, Version>();
  let current: Version | undefined;
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;
  let hasProblem = false;
  let timer: NodeJS.Timeout | undefined;

  function remember(version: Version): void {
    if (version.id === current?.id) return;
    versions.delete(version.id);
    versions.set(version.id, version);
    for (const oldest of versions.keys()) {
      if (versions.size <= rememberedVersions) break;
      versions.delete(oldest);
    }
    current = version;
  }

  async function renew(): Promise<void> {
    readAt = Date.now();
    remember(toVersion(await read()));
  }

  /** Reads for everybody who waits for it. */
  const renewOnce = (): Promise<void> => (reading ??= renew().finally(() => (reading = undefined)));

  async function round(): Promise<void> {
    const startedAt = Date.now();
    try {
      await renewOnce();
      attend({ isOverdue: hasProblem });
      hasProblem = false;
    } catch (error) {
      attend(hasProblem ? {} : { problem: encode({ event: 'problem', data: onProblem(error) }) });
      hasProblem = true;
    }
    const tookMs = Date.now() - startedAt;
    if (seats.size > 0)
      timer = setTimeout(() => void round(), Math.max(everyMs, tookMs / busyShare - tookMs));
  }

  /** Sends each reader what it needs. `isOverdue`: they were told of a problem, and hear that it is over. */
  function attend({ problem, isOverdue = false }: { problem?: Frame; isOverdue?: boolean }): void {
    const now = Date.now();
    const frames = new Map<Version | undefined, Frame>();
    for (const [reader, seat] of seats) {
      if (now - seat.since > longestMs || isStuck(reader, seat, now)) {
        reader.end();
        leave(reader);
        continue;
      }
      // Slow readers miss updates, and get what changed since all at once.
      if (seat.slowSince !== undefined) continue;
      if (problem) reader.send(problem);
      else if (current && (seat.known !== current || isOverdue)) {
        let frame = frames.get(seat.known);
        if (!frame) frames.set(seat.known, (frame = toFrame(current, seat.known)));
        reader.send(frame);
        seat.known = current;
      } else if (now - seat.sentAt < beatMs) continue;
      else reader.beat();
      seat.sentAt = now;
    }
  }

  function isStuck(reader: Reader, seat: Seat, now: number): boolean {
    seat.slowSince = reader.waitingBytes() > 0 ? (seat.slowSince ?? now) : undefined;
    return seat.slowSince !== undefined && now - seat.slowSince > patienceMs;
  }

  function leave(reader: Reader): void {
    if (!seats.delete(reader) || seats.size > 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (seats.size === 0) onIdle();
    }, idleMs).unref();
  }

  return {
    async whenReady() {
      if (!current || (seats.size === 0 && Date.now() - readAt > everyMs)) await renewOnce();
    },
    join(reader, known) {
      const now = Date.now();
      const seat: Seat = {
        since: now,
        known: known === undefined ? undefined : versions.get(known),
        sentAt: now,
        slowSince: undefined,
      };
      if (current) {
        reader.send(toFrame(current, seat.known));
        seat.known = current;
      }
      seats.set(reader, seat);
      if (seats.size === 1) {
        clearTimeout(timer);
        timer = setTimeout(() => void round(), everyMs);
      }
      return () => leave(reader);
    },
    close() {
      clearTimeout(timer);
      for (const reader of seats.keys()) reader.end();
      seats.clear();
    },
  };
}
