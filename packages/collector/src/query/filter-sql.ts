import type { Filter, FilterDimension, FilterOperator, GoalSummary, ValueFilter } from '@passerby/wire';
import { RequestError } from '../errors.ts';
import type { Bindings } from './bindings.ts';
import type { Range } from './date-range.ts';
import { isOfSession, sessionColumns, toEventColumn } from './dimensions.ts';
import { toGoalCondition } from './goal-sql.ts';

/** Where the events and visits of a question are found. */
export interface Source {
  bindings: Bindings;
  range: Range;
  goals: GoalSummary[];
  /** SQL of what all filters look at; default: the column of each one's dimension. */
  column?: string;
  /** SQL of the id of an event's visit. */
  visitId: string;
  /** SQL that holds for the events of the site, the range and its people. */
  events: string;
  /** SQL that holds for the sessions that may have events in the range. */
  sessions: string;
}

/** SQL of whether an event, or a visit as a whole, passes. */
interface Condition {
  sql: string;
  ofVisit: boolean;
}

export const isCombination = (filter: Filter): filter is ['and' | 'or', Filter[]] =>
  filter[0] === 'and' || filter[0] === 'or';
export const holdsOne = (filter: Filter): filter is ['not' | 'has_done' | 'has_not_done', Filter] =>
  filter[0] === 'not' || filter[0] === 'has_done' || filter[0] === 'has_not_done';

/** Every filter on a value, however deep it lies. */
export function toLeaves(filter: Filter): ValueFilter[] {
  if (isCombination(filter)) return filter[1].flatMap(toLeaves);
  return holdsOne(filter) ? toLeaves(filter[1]) : [filter];
}

/** SQL that holds for the events that pass all filters. */
export const toEventConditions = (filters: Filter[], source: Source): string[] =>
  filters.length > 0 ? [toEventCondition(combine('AND', filters, source), source)] : [];

/** Visits are looked up once for all that is asked of them. */
const toEventCondition = ({ sql, ofVisit }: Condition, { sessions, visitId }: Source): string =>
  ofVisit
    ? `${visitId} IN (SELECT ${visitId} AS id FROM sessions WHERE ${sessions} GROUP BY id HAVING ${sql})`
    : sql;

function combine(word: 'AND' | 'OR', filters: Filter[], source: Source): Condition {
  const all = filters.map((filter) => toCondition(filter, source));
  const join = (conditions: Condition[]): string => `(${conditions.map(({ sql }) => sql).join(` ${word} `)})`;
  const [ofVisits, ofEvents] = [all.filter(({ ofVisit }) => ofVisit), all.filter(({ ofVisit }) => !ofVisit)];
  if (ofEvents.length === 0) return { sql: join(ofVisits), ofVisit: true };
  if (ofVisits.length > 0) {
    ofEvents.push({ sql: toEventCondition({ sql: join(ofVisits), ofVisit: true }, source), ofVisit: false });
  }
  return { sql: join(ofEvents), ofVisit: false };
}

function toCondition(filter: Filter, source: Source): Condition {
  if (isCombination(filter)) return combine(filter[0] === 'and' ? 'AND' : 'OR', filter[1], source);
  if (!holdsOne(filter)) return toValueCondition(filter, source);
  const inner = toCondition(filter[1], source);
  if (filter[0] === 'not') return { ...inner, sql: `NOT (${inner.sql})` };
  const { visitId, events } = source;
  const isIn = filter[0] === 'has_done' ? 'IN' : 'NOT IN';
  return {
    sql: `${visitId} ${isIn} (SELECT ${visitId} FROM events WHERE ${events} AND type != 'engagement' AND ${toEventCondition(inner, source)})`,
    ofVisit: false,
  };
}

function toValueCondition(filter: ValueFilter, source: Source): Condition {
  const [operator, dimension] = filter;
  const positive = positiveOf(operator);
  const sql =
    dimension === 'event:goal'
      ? toGoalFilter(filter, source)
      : toComparison(filter, toFilterColumn(dimension, source), source.bindings);
  return {
    sql: operator === positive ? sql : `NOT (${sql})`,
    ofVisit: source.column === undefined && isOfSession(dimension),
  };
}

const positiveOf = (operator: FilterOperator): 'is' | 'contains' | 'matches' =>
  operator.replace('_not', '') as 'is' | 'contains' | 'matches';

function toComparison(
  [operator, , values, modifiers]: ValueFilter,
  bare: string,
  bindings: Bindings,
): string {
  const anyCase = modifiers?.case_sensitive === false;
  switch (positiveOf(operator)) {
    case 'matches':
      return `(${values.map((value) => `match(${bare}, ${bindings.bind(anyCase ? `(?i)${value}` : value, 'String')})`).join(' OR ')})`;
    case 'contains': {
      const [column, text] = anyCase ? [`lowerUTF8(${bare})`, 'lowerUTF8(value)'] : [bare, 'value'];
      return `arrayExists(value -> position(${column}, ${text}) > 0, ${bindings.bind(values, 'Array(String)')})`;
    }
    default: {
      const list = bindings.bind(values, 'Array(String)');
      return anyCase ? `has(arrayMap(lowerUTF8, ${list}), lowerUTF8(${bare}))` : `${bare} IN ${list}`;
    }
  }
}

function toFilterColumn(dimension: Exclude<FilterDimension, 'event:goal'>, source: Source): string {
  if (source.column !== undefined) return source.column;
  if (isOfSession(dimension)) return sessionColumns[dimension].sql;
  if (dimension === 'event:currency') return 'toString(currency)';
  return toEventColumn(dimension, source.bindings, source.range);
}

/** Goals are told by their names, which ClickHouse does not know. */
function toGoalFilter(filter: ValueFilter, { goals, bindings }: Source): string {
  const chosen = toChosenGoals(filter, goals);
  return chosen.length === 0
    ? 'false'
    : `(${chosen.map((goal) => toGoalCondition(goal, bindings)).join(' OR ')})`;
}

/** The goals that a filter names, whether it wants or refuses them. Throws `invalid_query` for one that is not there. */
export function toChosenGoals(
  [operator, , values, modifiers]: ValueFilter,
  goals: GoalSummary[],
): GoalSummary[] {
  const fold = (text: string): string => (modifiers?.case_sensitive === false ? text.toLowerCase() : text);
  switch (positiveOf(operator)) {
    case 'matches':
      throw new RequestError(
        'invalid_query',
        'filters: goals are told by "is" or "contains", not by "matches"',
      );
    case 'contains':
      return goals.filter(({ name }) => values.some((value) => fold(name).includes(fold(value))));
    default: {
      const unknown = values.find((value) => !goals.some(({ name }) => fold(name) === fold(value)));
      if (unknown !== undefined) {
        const names = goals.map(({ name }) => `"${name}"`).join(', ');
        throw new RequestError(
          'invalid_query',
          `filters: the site has no goal "${unknown}"; its goals are ${names || 'none yet'}`,
        );
      }
      return goals.filter(({ name }) => values.some((value) => fold(value) === fold(name)));
    }
  }
}
