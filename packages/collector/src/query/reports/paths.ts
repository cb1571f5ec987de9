import type { PathLink, PathNode, PathsQuery, PathsReply } from '@passerby/wire';
import type { Site } from '../../control/sites.ts';
import { toTexts, type QueryStages } from '../answer-query.ts';
import { ask } from '../ask.ts';
import { toRange } from '../date-range.ts';
import { toPageCondition } from '../goal-sql.ts';
import { toReportSource, type ReportSource } from './report-source.ts';

const defaults = { steps: 3, limit: 5 };
type Asked = PathsQuery & typeof defaults;

/** Visits that went from a page to the next one: so many steps from where the paths begin, or (`to`) end. */
type Row = [
  step: number,
  kind: Kind,
  page: string,
  nextKind: Kind,
  next: string,
  visits: number,
  most: number,
];
type Kind = 'page' | 'other' | 'end';

/** Answers which ways visits go from page to page. */
export async function answerPaths(asked: PathsQuery, site: Site, stages: QueryStages): Promise<PathsReply> {
  const query = { ...defaults, ...asked };
  const range = toRange(query.date_range, site);
  const report = await toReportSource(query, { site, range }, stages);
  const rows = await ask<Row>(stages.clickhouse, {
    query: toSql(query, report, site),
    query_params: report.params(),
  });
  const { nodes, links } = toGraph(rows, query.to !== undefined);
  return {
    nodes,
    links,
    meta: {
      // Every visit leaves the first step, if only to end.
      visits: rows.reduce((sum, [step, , , , , visits]) => sum + (step === 0 ? visits : 0), 0),
      ...(rows.some((row) => row[6] > 1) && { sampled: true }),
    },
    query: { ...query, date_range: toTexts(range) },
  };
}

/**
 * A visit's pages are in the order of their views, by time and, in the same millisecond, by `seq`; a page that is loaded
 * again is one step. Of a step the pages with most visits are told apart, by name where as many saw them.
 */
function toSql({ from, to, steps, limit }: Asked, { source, done }: ReportSource, site: Site): string {
  const { visitId, bindings, events } = source;
  const around = from ?? to;
  const isPage = around === undefined ? undefined : toPageCondition(around, bindings);
  const at = isPage === undefined ? '1' : `arrayFirstIndex(path -> ${isPage}, seen)`;
  const pages =
    to === undefined
      ? `arraySlice(seen, ${at}, ${steps + 1})`
      : `arraySlice(arrayReverse(arraySlice(seen, 1, ${at})), 1, ${steps + 1})`;
  return `
SELECT step,
       if(page_rank <= ${limit}, 'page', 'other') AS kind,
       if(kind = 'page', page, '') AS shown,
       multiIf(is_end, 'end', next_rank <= ${limit}, 'page', 'other') AS next_kind,
       if(next_kind = 'page', next, '') AS next_shown,
       round(sum(visits)),
       max(most)
FROM (
  SELECT *,
         dense_rank() OVER (PARTITION BY step ORDER BY page_visits DESC, page) AS page_rank,
         dense_rank() OVER (PARTITION BY step, is_end ORDER BY next_visits DESC, next) AS next_rank
  FROM (
    SELECT *,
           sum(visits) OVER (PARTITION BY step, page) AS page_visits,
           sum(visits) OVER (PARTITION BY step, is_end, next) AS next_visits
    FROM (
      SELECT index - 1 AS step, pages[index] AS page, index = length(pages) AS is_end,
             if(is_end, '', pages[index + 1]) AS next, sum(weight) AS visits, max(weight) AS most
      FROM (
        SELECT arrayCompact(arrayMap(view -> view.4, arraySort(groupArray((time, seq, event_id, path))))) AS seen,
               ${pages} AS pages,
               ${site.isSampled ? '1 / max(sample_rate)' : '1'} AS weight
        FROM events
        WHERE ${done} AND type = 'pageview'
        ${isPage === undefined ? '' : `AND ${visitId} IN (SELECT ${visitId} FROM events WHERE ${events} AND type = 'pageview' AND ${isPage})`}
        GROUP BY ${visitId}
      )
      ARRAY JOIN range(1, least(length(pages), ${steps}) + 1) AS index
      GROUP BY step, page, is_end, next
    )
  )
)
GROUP BY step, kind, shown, next_kind, next_shown`;
}

/** The graph whose links are the rows; with `to`, the steps lie before it and the rows lead back in time. */
function toGraph(rows: Row[], isBackward: boolean): { nodes: PathNode[]; links: PathLink[] } {
  const nodes = new Map<string, PathNode>();
  const add = (step: number, kind: Kind, page: string, visits: number): PathNode => {
    const key = `${step} ${kind} ${page}`;
    const node = nodes.get(key) ?? {
      step: isBackward ? 0 - step : step,
      kind: kind === 'end' ? (isBackward ? 'entry' : 'exit') : kind,
      page,
      visits: 0,
    };
    nodes.set(key, node);
    node.visits += visits;
    return node;
  };
  const pairs = rows.map(([step, kind, page, nextKind, next, visits]) => ({
    // Visits are counted where they come to; where the paths begin they come from nowhere.
    here: add(step, kind, page, step === 0 ? visits : 0),
    next: add(step + 1, nextKind, next, visits),
    visits,
  }));
  const sorted = [...nodes.values()].toSorted(
    (one, other) =>
      one.step - other.step ||
      kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
      other.visits - one.visits ||
      (one.page < other.page ? -1 : 1),
  );
  const indexes = new Map(sorted.map((node, index) => [node, index]));
  const indexOf = (node: PathNode): number => indexes.get(node) ?? -1;
  return {
    nodes: sorted,
    links: pairs
      .map(({ here, next, visits }) => {
        const [source, target] = isBackward ? [next, here] : [here, next];
        return { source: indexOf(source), target: indexOf(target), visits };
      })
      .toSorted((one, other) => one.source - other.source || one.target - other.target),
  };
}

const kinds: PathNode['kind'][] = ['page', 'other', 'entry', 'exit'];
