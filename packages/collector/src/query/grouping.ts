import type { Dimension, Filter, GoalSummary, ValueFilter } from '@passerby/wire';
import { isOfSession, sessionColumns, toEventColumn } from './dimensions.ts';
import { toChosenGoals, toEventConditions, toLeaves, type Source } from './filter-sql.ts';
import { toGoalCondition, toGoalNames, toWorth } from './goal-sql.ts';
import { needs, whole, type Counting, type VisitMetric } from './metrics.ts';

/** A visit of one page is a bounce, unless the page was read for this long (the rule of Google Analytics 4). */
const engagedVisitMs = 10_000;

/** The events that pass, grouped by dimensions and visit: d0, d1, …, visit_id, visitor_id, pageviews, events. */
export const toVisitedEvents = (source: Source, dimensions: Dimension[], filters: Filter[]): string =>
  new Grouping(source, whole).toVisited(dimensions, filters, []);

const isOnGoal = ([, dimension]: ValueFilter): boolean => dimension === 'event:goal';

/** What does not say which visitors could have reached a goal, but which of them did. */
const isOfGoals = (filter: Filter): boolean =>
  toLeaves(filter).some((leaf) => isOnGoal(leaf) || leaf[1].startsWith('event:props:'));

/**
 * Events are grouped by visit first, because visits, bounces and durations count sessions. Dimensions of the event stand
 * in the inner query; those of the visit are known after the join with `sessions`.
 */
export class Grouping {
  readonly #source: Source;
  readonly #counting: Counting;

  constructor(source: Source, counting: Counting) {
    this.#source = source;
    this.#counting = counting;
  }

  /** The statement up to its `GROUP BY`: columns d0, d1, … m0, m1, … and the extra ones. */
  toGroups(dimensions: Dimension[], filters: Filter[], metrics: VisitMetric[], extra: string[] = []): string {
    const isJoined = dimensions.some(isOfSession) || metrics.some((metric) => needs[metric] === 'visit');
    const outer = dimensions.map((dimension, index) =>
      isOfSession(dimension) ? `visit.${sessionColumns[dimension].name}` : `visited.d${index}`,
    );
    const possible = filters.filter((filter) => !isOfGoals(filter));
    const visitorsOf = (some: Filter[]): string => `(${this.toGroups([], some, ['visitors'])})`;
    // The groups of which a row's goal is reached are those of its other dimensions.
    const others = dimensions.flatMap((dimension, index) =>
      dimension === 'event:goal' ? [] : [{ dimension, is: outer[index] }],
    );
    const inGroup = metrics.includes('group_conversion_rate') && others.length > 0;
    const shares = {
      all: metrics.includes('percentage') ? visitorsOf(filters) : '',
      possible:
        metrics.includes('conversion_rate') || (metrics.includes('group_conversion_rate') && !inGroup)
          ? visitorsOf(possible)
          : '',
    };
    const columns = metrics.map(
      (metric, index) =>
        `${this.#counting.metric(metric, { ...shares, possibleInGroup: inGroup ? 'any(every.m0)' : shares.possible })} AS m${index}`,
    );
    return `
SELECT ${[...outer.map((column, index) => `${column} AS d${index}`), ...columns, ...extra].join(', ')}
FROM (${this.toVisited(dimensions, filters, metrics)}) AS visited
${isJoined ? joinVisits(this.#source, dimensions) : ''}
${
  inGroup
    ? `LEFT JOIN (${this.toGroups(
        others.map(({ dimension }) => dimension),
        possible,
        ['visitors'],
      )}) AS every ON ${others.map(({ is }, index) => `${is} = every.d${index}`).join(' AND ')}`
    : ''
}
${outer.length > 0 ? `GROUP BY ${outer.join(', ')}` : ''}`;
  }

  toVisited(dimensions: Dimension[], filters: Filter[], metrics: VisitMetric[]): string {
    const { bindings, range, visitId, events } = this.#source;
    const { columns } = this.#counting;
    const needed = new Set(metrics.map((metric) => needs[metric]));
    const listed = this.#toListedGoals(filters);
    // A row of a goal is worth what that goal is; else the goals count that are asked for.
    const goalIndex = dimensions.indexOf('event:goal');
    const isAskedFor = goalIndex >= 0 || filters.some((filter) => toLeaves(filter).some(isOnGoal));
    const worth = toWorth(
      (isAskedFor ? listed : []).map((goal) => ({
        goal,
        sql:
          goalIndex >= 0
            ? `d${goalIndex} = ${bindings.bind(goal.name, 'String')}`
            : toGoalCondition(goal, bindings),
      })),
      bindings,
    );
    const named = dimensions.flatMap((dimension, index) => {
      if (isOfSession(dimension) || dimension === 'rejection:code') return [];
      const sql =
        dimension === 'event:goal'
          ? toGoalNames(listed, bindings)
          : dimension === 'event:currency'
            ? worth.currency
            : dimension === 'event:props'
              ? 'toString(arrayJoin(mapKeys(props)))'
              : toEventColumn(dimension, bindings, range);
      return [{ name: `d${index}`, sql: `${sql} AS d${index}` }];
    });
    return `
  SELECT ${[
    ...named.map(({ sql }) => sql),
    `${visitId} AS visit_id`,
    // The least, so that two sessions that became one are one visitor in every plan.
    'min(events.visitor_id) AS visitor_id',
    'any(events.bot) AS bot',
    columns.events,
    ...(needed.has('engagement') ? [columns.engagement] : []),
    ...(needed.has('worth')
      ? [columns.worth(worth), `groupUniqArrayIf(${worth.currency}, ${worth.currency} != '') AS currencies`]
      : []),
  ].join(', ')}
  FROM events
  WHERE ${[
    events,
    // How long a page was read is no visit of it.
    ...(needed.has('engagement') ? [] : ["type != 'engagement'"]),
    ...toEventConditions(filters, this.#source),
  ].join(' AND ')}
  GROUP BY ${[...named.map(({ name }) => name), 'visit_id'].join(', ')}
  ${needed.has('engagement') ? 'HAVING events > 0' : ''}`;
  }

  /** Those that the filters ask for, where they do. */
  #toListedGoals(filters: Filter[]): GoalSummary[] {
    const wanted = filters.flatMap((filter) =>
      filter[1] === 'event:goal' && (filter[0] === 'is' || filter[0] === 'contains')
        ? [new Set(toChosenGoals(filter, this.#source.goals))]
        : [],
    );
    return this.#source.goals.filter((goal) => wanted.every((some) => some.has(goal)));
  }
}

/** Puts the visit as a whole beside its events (`visited`), with what of it these dimensions tell. */
export const joinVisits = (
  { visitId, sessions }: Pick<Source, 'visitId' | 'sessions'>,
  dimensions: readonly string[],
): string => `
INNER JOIN (
  SELECT ${visitId} AS visit_id,
         ${Object.entries(sessionColumns)
           .flatMap(([dimension, { name, sql }]) =>
             dimensions.includes(dimension) ? [`${sql} AS ${name}, `] : [],
           )
           .join('')}
         sum(sessions.pageviews) AS pageviews,
         dateDiff('millisecond', min(started), max(ended)) AS duration_ms,
         sum(sessions.pageviews) <= 1 AND sum(sessions.events) = 0
           AND sum(sessions.engaged_ms) < ${engagedVisitMs} AS is_bounce
  FROM sessions
  WHERE ${sessions}
  GROUP BY visit_id
) AS visit USING (visit_id)`;
