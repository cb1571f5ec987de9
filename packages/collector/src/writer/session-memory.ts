import type { LoggedEvent } from '../log/event-log.ts';
import { inTurns } from './in-turns.ts';

/** A chain of one visitor's events with gaps under 30 minutes. */
export interface Session {
  /** UInt64 as a decimal string: the second it was first seen in, then 32 bits of the visitor hash. */
  id: string;
  /** Hash under which the session began; events after midnight join it under the same. */
  visitor: string;
  /** Time of the earliest and the latest event, ms. */
  start: number;
  end: number;
}

/** Two ids of one session. */
export interface SessionMerge {
  siteId: number;
  id: string;
  /** The lesser one. */
  into: string;
}

/** Events of one visitor this far apart, or further, belong to different sessions, ms. */
export const sessionGapMs: number = 30 * 60 * 1000;

/** How long after its last event a session stays in memory, ms; older ones are recalled from ClickHouse. */
export const rememberedMs: number = 2 * 60 * 60 * 1000;

/** Answers the sessions of these visitors that ended at `endedAfter` or later, from the `sessions` table. */
export type RecallSessions = (visitors: string[] | 'all', endedAfter: number) => Promise<Session[]>;

/**
 * Finds the session of each event. Its memory is a cache of the `sessions` table: complete for sessions that
 * ended lately, and recalled from there for late events and at the start, so that a restart splits no session.
 */
export class SessionMemory {
  readonly #recall: RecallSessions;
  readonly #sessions = new Map<string, Session[]>();
  readonly #merges: SessionMerge[] = [];
  /** Sessions that ended at this time or later are all in memory. */
  #completeFrom = Infinity;

  constructor(recall: RecallSessions) {
    this.#recall = recall;
  }

  /**
   * Makes the memory know every session that the events could join, of which none is earlier than `earliest`, ms. Rejects
   * when ClickHouse does not answer.
   */
  async prepareFor(events: Iterable<LoggedEvent>, now: number, earliest: number = -Infinity): Promise<void> {
    if (this.#completeFrom === Infinity) {
      const horizon = now - rememberedMs;
      for (const session of await this.#recall('all', horizon)) this.#remember(session);
      this.#completeFrom = horizon;
    }
    if (this.#isComplete(earliest)) return;
    let from = Infinity;
    const late = new Set<string>();
    await inTurns(events, ({ time, visitor, previous, next }) => {
      if (this.#isComplete(time)) return;
      from = Math.min(from, time);
      late.add(visitor);
      if (previous) late.add(previous);
      if (next) late.add(next);
    });
    if (late.size === 0) return;
    for (const session of await this.#recall([...late], from - sessionGapMs)) this.#remember(session);
  }

  /** Whether every session is in memory that an event of this time could join. */
  #isComplete(time: number): boolean {
    return time - sessionGapMs >= this.#completeFrom;
  }

  /**
   * The session of an event: one it lies in or within 30 minutes of, else a new one. Sessions between which it lies
   * become one, under the least of their ids.
   */
  assign(event: Pick<LoggedEvent, 'siteId' | 'time' | 'visitor' | 'previous' | 'next'>): Session {
    const { siteId, time, visitor } = event;
    const [session, ...others] = this.#findAll(event);
    if (!session) {
      const made = { id: toSessionId(time, visitor), visitor: copyText(visitor), start: time, end: time };
      this.#remember(made);
      return made;
    }
    extend(session, time, time);
    for (const other of others) {
      if (!fits(session, other.start, other.end)) continue;
      extend(session, other.start, other.end);
      this.#drop(other);
      this.#merges.push({ siteId, id: other.id, into: session.id });
    }
    return session;
  }

  /** The sessions that became one since this was asked last. */
  takeMerges(): SessionMerge[] {
    return this.#merges.splice(0);
  }

  /** Drops the sessions that ended too long ago to be kept. */
  forget(now: number): void {
    const horizon = now - rememberedMs;
    for (const [visitor, sessions] of this.#sessions) {
      const kept = sessions.filter(({ end }) => end >= horizon);
      if (kept.length === 0) this.#sessions.delete(visitor);
      else if (kept.length < sessions.length) this.#sessions.set(visitor, kept);
    }
    if (this.#completeFrom < horizon) this.#completeFrom = horizon;
  }

  /** All that an event could belong to, the least id first: that is the session that began first. */
  #findAll({ time, visitor, previous, next }: Omit<LoggedEvent, 'row' | 'siteId'>): Session[] {
    const found: Session[] = [];
    for (const hash of [visitor, previous, next]) {
      for (const session of (hash && this.#sessions.get(hash)) || []) {
        const distance = Math.max(session.start - time, time - session.end, 0);
        if (distance < sessionGapMs && fits(session, time, time)) found.push(session);
      }
    }
    return found.length < 2
      ? found
      : found.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
  }

  #drop({ id, visitor }: Session): void {
    const kept = (this.#sessions.get(visitor) ?? []).filter((session) => session.id !== id);
    if (kept.length > 0) this.#sessions.set(visitor, kept);
    else this.#sessions.delete(visitor);
  }

  #remember(session: Session): void {
    const known = this.#sessions.get(session.visitor);
    if (!known) this.#sessions.set(session.visitor, [session]);
    else if (!known.some(({ id }) => id === session.id)) known.push(session);
  }
}

/** No session is longer, ms: the hash of its visitor lives two days (see docs/privacy.md), and a client id's is cut. */
export const longestSessionMs: number = 2 * 86_400_000 + sessionGapMs;

/** Whether a session may reach from `start` to `end` as well. */
function fits(session: Session, start: number, end: number): boolean {
  return Math.max(session.end, end) - Math.min(session.start, start) <= longestSessionMs;
}

function extend(session: Session, start: number, end: number): void {
  session.start = Math.min(session.start, start);
  session.end = Math.max(session.end, end);
}

/** V8 keeps a piece of a text, as the log reads them, by keeping the whole text: 400 bytes for each visitor of two hours. */
const copyText = (digits: string): string => Buffer.from(digits, 'latin1').toString('latin1');

/** Ordered by time, so that the sessions of a range lie together on disk. */
export function toSessionId(startMs: number, visitor: string): string {
  const seconds = BigInt(Math.floor(startMs / 1000));
  return ((seconds << 32n) | (BigInt(visitor) & 0xffff_ffffn)).toString();
}

/** The least id of a session that was first seen at this time, for ranges of ids. */
export function toSessionBound(ms: number): string {
  const seconds = Math.min(Math.max(0, Math.floor(ms / 1000)), 0xffff_ffff);
  return (BigInt(seconds) << 32n).toString();
}
