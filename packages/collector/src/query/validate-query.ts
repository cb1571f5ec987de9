import { Compile, type Validator } from 'typebox/compile';
import type { Dimension, Filter, Metric, Query, ValueFilter } from '@passerby/wire';
import { filterSchemas, queryEnvelopeSchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';
import type { FilterList } from './check-expressions.ts';
import { holdsOne, isCombination, toLeaves } from './filter-sql.ts';
import { isLedgerMetric } from './ledger-report.ts';
import { isTime } from './time-step.ts';

const envelope = Compile(queryEnvelopeSchema);
const filters = {
  bare: Compile(filterSchemas.bare),
  modified: Compile(filterSchemas.modified),
  combination: Compile(filterSchemas.combination),
  ofOne: Compile(filterSchemas.ofOne),
};

/** How deep filters may lie in one another, how many values they may look at, and how long an expression may be. */
const deepestFilter = 5;
const mostLeaves = 50;
const longestExpression = 256;

/** Answers the body as a query, or throws `invalid_query` with the path of what is wrong. */
export function validateQuery(body: unknown): Query {
  check(envelope, body, '');
  const query = body as Query;
  checkFilters([{ path: 'filters', filters: query.filters }]);
  for (const [index, [by]] of (query.order_by ?? []).entries()) {
    const known: string[] = [...query.metrics, ...(query.dimensions ?? [])];
    if (!known.includes(by)) {
      throw invalid(
        `order_by.${index}.0: "${by}" is neither among the metrics nor the dimensions of this query`,
      );
    }
  }
  checkTime(query);
  checkNeeds(query);
  checkLedger(query);
  return query;
}

/** Throws `invalid_query` for a value that does not follow its schema, with the path of what is wrong. */
export function check(validator: Validator, value: unknown, path: string): void {
  if (validator.Check(value)) return;
  const message = describeError(validator, value);
  throw invalid(
    path === '' ? message : `${path}${message.startsWith('the body: ') ? message.slice(8) : `.${message}`}`,
  );
}

/** Throws `invalid_query` for filters that are none, with the path of what is wrong, and for too many of them. */
export function checkFilters(lists: FilterList[]): void {
  for (const { path, filters: list = [] } of lists) {
    for (const [index, filter] of list.entries()) checkFilter(filter, `${path}.${index}`, 1);
  }
  if (lists.flatMap(({ filters: list = [] }) => list.flatMap(toLeaves)).length > mostLeaves) {
    throw invalid(`filters: at most ${mostLeaves} may be combined`);
  }
}

/** Each filter alone, so that an error names its own path and what may stand there. */
function checkFilter(filter: unknown, path: string, depth: number): void {
  if (depth > deepestFilter)
    throw invalid(`${path}: filters lie at most ${deepestFilter} deep in one another`);
  check(filters[kindOf(filter)], filter, path);
  const known = filter as Filter;
  if (isCombination(known)) {
    for (const [index, inner] of known[1].entries()) checkFilter(inner, `${path}.1.${index}`, depth + 1);
  } else if (holdsOne(known)) checkFilter(known[1], `${path}.1`, depth + 1);
  else checkValues(known, path);
}

function kindOf(filter: unknown): keyof typeof filters {
  const operator: unknown = Array.isArray(filter) ? filter[0] : undefined;
  if (operator === 'and' || operator === 'or') return 'combination';
  if (operator === 'not' || operator === 'has_done' || operator === 'has_not_done') return 'ofOne';
  return Array.isArray(filter) && filter.length > 3 ? 'modified' : 'bare';
}

function checkValues([operator, dimension, values]: ValueFilter, path: string): void {
  if (!operator.startsWith('matches')) return;
  if (dimension === 'event:goal') {
    throw invalid(`${path}.0: goals are told by "is" or "contains", not by "${operator}"`);
  }
  const long = values.findIndex((value) => value.length > longestExpression);
  if (long >= 0) {
    throw invalid(`${path}.2.${long}: an expression is at most ${longestExpression} characters long`);
  }
}

function checkTime({ dimensions = [] }: Query): void {
  const second = dimensions.findIndex(
    (dimension, index) => isTime(dimension) && dimensions.findIndex(isTime) < index,
  );
  if (second >= 0) {
    throw invalid(
      `dimensions.${second}: "${dimensions[second]}" is a second dimension of time; leave one out`,
    );
  }
}

/** What some metrics cannot do without. */
function checkNeeds({ metrics, dimensions = [], filters: given = [] }: Query): void {
  const uses = (wanted: Dimension): boolean =>
    dimensions.includes(wanted) || given.flatMap(toLeaves).some(([, dimension]) => dimension === wanted);
  const need = (metric: Metric, isMet: boolean, what: string): void => {
    const index = metrics.indexOf(metric);
    if (index >= 0 && !isMet) throw invalid(`metrics.${index}: "${metric}" needs ${what}`);
  };
  const page = 'a filter on, or the dimension, "event:page"';
  const goal = 'a filter on, or the dimension, "event:goal"';
  need('scroll_depth', uses('event:page'), page);
  need('time_on_page', uses('event:page'), page);
  need('percentage', dimensions.length > 0, 'a dimension whose rows are compared with all');
  need('conversion_rate', uses('event:goal'), goal);
  need('group_conversion_rate', uses('event:goal'), goal);
  need('group_conversion_rate', dimensions.length > 0, 'a dimension whose groups are looked at');
}

/** The ledger counts deliveries, not visits: it knows the time of arrival and the code of a rejection, and no more. */
function checkLedger({ metrics, dimensions = [], filters: given = [], include }: Query): void {
  const visitMetric = metrics.findIndex((metric) => !isLedgerMetric(metric));
  const ledgerMetric = metrics.find(isLedgerMetric);
  const code = dimensions.indexOf('rejection:code');
  if (code >= 0 && !metrics.every((metric) => metric === 'rejected')) {
    throw invalid(`dimensions.${code}: "rejection:code" goes with the metric "rejected" alone`);
  }
  if (ledgerMetric === undefined) return;
  if (visitMetric >= 0) {
    throw invalid(
      `metrics.${visitMetric}: "${metrics[visitMetric]}" cannot be asked for together with "${ledgerMetric}"; the loss ledger counts deliveries, so ask in two queries`,
    );
  }
  const other = dimensions.findIndex(
    (dimension) => dimension === 'time:minute' || !(isTime(dimension) || dimension === 'rejection:code'),
  );
  if (other >= 0) {
    throw invalid(
      `dimensions.${other}: "${ledgerMetric}" is not known by "${dimensions[other]}"; group the loss ledger by time:hour or longer`,
    );
  }
  if (given.length > 0) {
    throw invalid(`filters: "${ledgerMetric}" is known of whole sites only; leave the filters out`);
  }
  if (include?.comparisons) {
    throw invalid(
      `include.comparisons: "${ledgerMetric}" is not compared; ask for the other range by itself`,
    );
  }
}

export const invalid = (message: string): RequestError => new RequestError('invalid_query', message);
