import type { ReplayReply } from '@passerby/wire';
import type { Site, Sites } from '../control/sites.ts';
import { createEnricher } from '../enrich/enrich.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { KeptFacts } from '../enrich/kept-facts.ts';
import type { EventLog, ReplayedEvent } from '../log/event-log.ts';
import { refused } from '../log/ledger.ts';
import { findStored } from '../store/find-stored.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { onTheList, planReported, toReplayedLine } from '../store/rejected-row.ts';
import { createJudge } from '../validate/judge-event.ts';
import { unknownSite } from './admit.ts';

/** Which rejected events of a site to try again, oldest first. */
export interface ReplayRequest {
  codes: string[];
  /** Rejected from (inclusive) and to (exclusive), ms since the epoch. */
  since: number;
  until: number;
  limit: number;
  /** Only say what would come of it. */
  dryRun: boolean;
}

interface Candidate {
  rejectedAt: number;
  code: string;
  eventId: string;
  event: string;
  about: string;
}

interface Still {
  code: string;
  message: string;
}

/**
 * Judges rejected events by the rules of now, and stores those that pass under their own ids and with what was known of
 * their sender when they were rejected. Those that ClickHouse refused are inserted again as they were.
 */
export async function replay(
  site: Site,
  request: ReplayRequest,
  {
    sites,
    log,
    clickhouse,
  }: { sites: Pick<Sites, 'isDeleted'>; log: EventLog; clickhouse: Pick<ClickHouse, 'select'> },
): Promise<ReplayReply> {
  const candidates = await findCandidates(site, request, clickhouse);
  const passed: Omit<ReplayedEvent, 'isStored'>[] = [];
  const still = new Map<string, ReplayReply['rejected'][number]>();
  for (const candidate of candidates) {
    const judged = candidate.code === refused ? readRefused(candidate) : judgeAgain(site, candidate);
    if ('event' in judged) {
      const { rejectedAt, code, eventId } = candidate;
      const line = toReplayedLine({ siteId: site.id, eventId, code, rejectedAt });
      passed.push({ ...judged, code, rejectedAt, line });
    } else {
      const key = `${judged.code} ${judged.message}`;
      const known = still.get(key) ?? { ...judged, count: 0 };
      still.set(key, { ...known, count: known.count + 1 });
    }
  }
  // The dedupe window forgets them sooner.
  const stored = await findStored(
    site.id,
    passed.map(({ event }) => event),
    clickhouse,
  );
  const replayed = passed.map((one) => ({ ...one, isStored: stored.has(one.event.id) }));
  if (sites.isDeleted(site)) throw unknownSite(site.key);
  const { accepted, duplicates } = await log.replay(replayed, { dryRun: request.dryRun });
  return {
    found: candidates.length,
    accepted,
    duplicates,
    rejected: [...still.values()].toSorted((one, other) => other.count - one.count),
  };
}

async function findCandidates(
  site: Site,
  { codes, since, until, limit }: ReplayRequest,
  { select }: Pick<ClickHouse, 'select'>,
): Promise<Candidate[]> {
  const rows = await select<[number, string, string, string, string]>({
    query: `
      SELECT toUnixTimestamp64Milli(received_at), toString(code), event_id, event, about
      FROM rejected_events
      WHERE site_id = {site:UInt32} AND code != '${planReported}' AND ${onTheList}
        AND received_at >= fromUnixTimestamp64Milli({since:Int64}) AND received_at < fromUnixTimestamp64Milli({until:Int64})
        ${codes.length > 0 ? 'AND code IN {codes:Array(String)}' : ''}
      ORDER BY received_at, event_id LIMIT {limit:UInt32}`,
    query_params: { site: site.id, since, until, limit, codes },
  });
  return rows.map(([rejectedAt, code, eventId, event, about]) => ({
    rejectedAt,
    code,
    eventId,
    event,
    about,
  }));
}

type Judged = { event: EnrichedEvent; receivedAt: number } | Still;

function judgeAgain(site: Site, { rejectedAt, event: text, about }: Candidate): Judged {
  if (about === '') {
    return {
      code: 'kept_in_part',
      message:
        'a part of the event was cut off when it was rejected, or it was rejected before replays were possible',
    };
  }
  const facts = JSON.parse(about) as KeptFacts;
  const { sentAt, batch, visitor, previous, next, source, ...sender } = facts;
  const judged = createJudge(site, { sentAt, receivedAt: rejectedAt })(JSON.parse(text));
  if ('code' in judged) return judged;
  return {
    receivedAt: rejectedAt,
    event: createEnricher({
      batch,
      site,
      sender: { ...sender, hash: () => ({ visitor, previous, next }) },
      receivedAt: rejectedAt,
      isSpam: () => false, // its source was read when it came
    })(judged, source),
  };
}

/** A line of `toInsertLine`: site, session, visitor and time, then the row. Ids of 64 bits are no JSON numbers to us. */
const insertLine = /^\[(\d+),\d+,(\d+),"(\d+\.\d+)",(.*)\]$/s;

function readRefused({ eventId, event: line }: Candidate): Judged {
  const [, siteId, visitor, seconds, row] = insertLine.exec(line) ?? [];
  if (!siteId || !visitor || !seconds || !row) {
    return { code: refused, message: 'the row cannot be read; it is kept as it is' };
  }
  const [, receivedAt] = JSON.parse(`[${row}]`) as [unknown, unknown];
  const time = Math.round(Number(seconds) * 1000);
  return {
    receivedAt: Math.round((Number(receivedAt) || Number(seconds)) * 1000),
    event: { id: eventId.toLowerCase(), siteId: Number(siteId), time, visitor, previous: undefined, row },
  };
}
