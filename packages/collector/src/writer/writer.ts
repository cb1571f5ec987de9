import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { EventLog, LogBatch, LoggedEvent } from '../log/event-log.ts';
import { Ledger } from '../log/ledger.ts';
import type { Metrics } from '../ops/metrics.ts';
import { inInsertSpan } from '../ops/traces.ts';
import type { EventStore } from '../store/event-store.ts';
import { withoutPayload } from '../store/refusal.ts';
import { linesPerPiece, toPiece } from '../store/pieces.ts';
import { readId, toInsertLine } from '../store/row.ts';
import { toLedgerLine } from '../store/ledger-row.ts';
import { toPoisonedLine, toRefusal } from '../store/rejected-row.ts';
import { inTurns } from './in-turns.ts';
import { insertButPoison } from './poison.ts';
import { SessionMemory, type SessionMerge } from './session-memory.ts';

export interface Writer {
  /** Writes what the log holds and ends. Gives up after `deadlineMs`; what is left is written at the next start. */
  drain(deadlineMs: number): Promise<void>;
}

/** A batch as it is inserted. */
interface Prepared {
  lines: Buffer[];
  merges: SessionMerge[];
  /** By site, the beginning of the first visit that its events are of, ms. */
  earliest: Map<number, number>;
}

/** Waits between attempts while ClickHouse refuses, ms: doubled each time, up to the last. */
const firstBackoffMs = 250;
const longestBackoffMs = 15_000;
/** How often an idle writer looks for events, ms. */
const idlePollMs = 50;
/** How often the sessions are gone through for those to forget, ms: there may be as many as visitors in two hours. */
const forgetEveryMs = 60_000;

/**
 * Moves events from the log into ClickHouse for as long as the process lives: cut a batch, find its sessions,
 * insert it under its token, acknowledge it. A failure repeats the same batch, so that nothing is stored twice.
 */
export function startWriter(
  stages: {
    log: Pick<EventLog, 'name' | 'nextBatch' | 'acknowledge' | 'queued'>;
    store: EventStore;
    metrics: Metrics;
    logger: FastifyBaseLogger;
    /** Numbers of a site about times after `from` (ms) have changed. */
    onStored: (siteId: number, from: number) => void;
  },
  pace: { maxLagMs: number; maxInsertRows: number },
): Writer {
  const { log, store, metrics, logger, onStored } = stages;
  const sessions = new SessionMemory(store.recallSessions);
  const stopping = new AbortController();
  let giveUp = false;
  let forgotAt = performance.now();
  /** The batch under way. Repeated as it is: assigned again, its events could find the sessions it made itself. */
  let prepared: ({ token: string } & Prepared) | undefined;

  /** Answers how much it moved; 0 where nothing waits. */
  async function writeNext(): Promise<number> {
    const batch = await log.nextBatch(pace.maxInsertRows);
    if (!batch) return 0;
    const { token, rejected } = batch;
    if (prepared?.token !== token) prepared = { token, ...(await prepare(batch)) };
    // Before the events, so that after a crash the same events find the same sessions to merge.
    if (prepared.merges.length > 0) await store.insertMerges(prepared.merges);
    const endInsert = metrics.insertSeconds.startTimer();
    const { lines: rows } = prepared;
    const poisoned = await inInsertSpan(batch.size, () => insertButPoison(store.insertEvents, rows, token));
    endInsert();
    for (const [siteId, from] of prepared.earliest) onStored(siteId, from);
    if (poisoned.length > 0)
      logger.error({ events: poisoned.length }, 'ClickHouse refuses events for their data');
    if (rejected.length + poisoned.length > 0) {
      await keepRejected([...rejected, ...poisoned.map(toPoisonedLine)], `${token}:rejected`);
    }
    const refusals = poisoned.map(toRefusal);
    const ledger = new Ledger().add(batch.ledger).add(refusals).entries();
    if (ledger.length > 0) {
      const lines = ledger.map((entry) => toLedgerLine(entry, log.name, batch.last));
      await store.insertLedger(lines, `${token}:ledger`);
    }
    await log.acknowledge(refusals);
    prepared = undefined;
    if (performance.now() - forgotAt >= forgetEveryMs) {
      sessions.forget(Date.now());
      forgotAt = performance.now();
    }
    return Math.max(1, batch.size + rejected.length);
  }

  /** Those that ClickHouse refuses as well are only counted: they must not hold up what comes after them. */
  async function keepRejected(lines: string[], token: string): Promise<void> {
    const poisoned = await insertButPoison(store.insertRejected, lines, token);
    if (poisoned.length > 0)
      logger.error({ events: poisoned.length }, 'ClickHouse refuses rejected events, which are counted only');
  }

  async function prepare(batch: LogBatch): Promise<Prepared> {
    const events = batch.isDoubtful ? await leaveOutStored([...batch.events]) : batch.events;
    await sessions.prepareFor(events, Date.now(), batch.earliest);
    const lines: Buffer[] = [];
    const earliest = new Map<number, number>();
    // Encoded piece by piece, so that the texts die young: kept for the whole batch, V8 would move them to its old generation.
    let texts: string[] = [];
    await inTurns(events, (event) => {
      const session = sessions.assign(event);
      earliest.set(event.siteId, Math.min(earliest.get(event.siteId) ?? Infinity, session.start));
      texts.push(toInsertLine(event, session));
      if (texts.length < linesPerPiece) return;
      lines.push(toPiece(texts));
      texts = [];
    });
    if (texts.length > 0) lines.push(toPiece(texts));
    return { lines, merges: sessions.takeMerges(), earliest };
  }

  /** What a damaged log has forgotten: which of its events are stored already. */
  async function leaveOutStored(events: LoggedEvent[]): Promise<LoggedEvent[]> {
    const bySite = Map.groupBy(events, ({ siteId }) => siteId);
    const fresh: LoggedEvent[] = [];
    for (const [siteId, ofSite] of bySite) {
      const stored = await store.findStored(
        siteId,
        ofSite.map(({ row, time }) => ({ id: readId(row), time })),
      );
      fresh.push(...ofSite.filter(({ row }) => !stored.has(readId(row))));
    }
    return fresh;
  }

  /** Waits until stopping, at most `ms`; while stopping, a short breath only. */
  async function pause(ms: number): Promise<void> {
    if (stopping.signal.aborted) return sleep(Math.min(ms, firstBackoffMs));
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {}); // aborted: go on at once
  }

  async function run(): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!giveUp) {
      // Not the clock's: when that is set back, the next insert must not wait as long.
      const startedAt = performance.now();
      try {
        const written = await writeNext();
        backoffMs = firstBackoffMs;
        // The first event after a pause is written at once; under load one insert takes all that came meanwhile.
        if (written === 0 && stopping.signal.aborted) return;
        if (written === 0) await pause(idlePollMs);
        else if (written < pace.maxInsertRows)
          await pause(Math.max(0, startedAt + pace.maxLagMs - performance.now()));
      } catch (error) {
        metrics.insertFailures.inc();
        logger.error(
          { err: withoutPayload(error), queued: log.queued() },
          `writing to ClickHouse failed; again in ${backoffMs} ms`,
        );
        await pause(backoffMs);
        backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
      }
    }
  }

  const running = run();

  return {
    async drain(deadlineMs) {
      stopping.abort();
      const deadline = setTimeout(() => {
        giveUp = true;
      }, deadlineMs);
      await running;
      clearTimeout(deadline);
    },
  };
}
