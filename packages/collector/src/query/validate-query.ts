import { Compile } from 'typebox/compile';
import type { Dimension, Query } from '@passerby/wire';
import { querySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { isLedgerMetric } from './ledger-report.ts';
import { describeError } from '../validate/describe-error.ts';

const validator = Compile(querySchema);

/** Answers the body as a query, or throws `invalid_query` with the path of what is wrong. */
export function validateQuery(body: unknown): Query {
  if (!validator.Check(body)) throw new RequestError('invalid_query', describeError(validator, body));
  const query = body as Query;
  for (const [index, [by]] of (query.order_by ?? []).entries()) {
    const known: string[] = [...query.metrics, ...(query.dimensions ?? [])];
    if (!known.includes(by)) {
      throw new RequestError(
        'invalid_query',
        `order_by.${index}.0: "${by}" is neither among the metrics nor the dimensions of this query`,
      );
    }
  }
  checkLedger(query);
  return query;
}

/** The ledger counts deliveries, not visits: it knows the time of arrival and the code of a rejection, and no more. */
function checkLedger({ metrics, dimensions = [], filters = [] }: Query): void {
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
  const other = dimensions.findIndex((dimension) => !ledgerDimensions.has(dimension));
  if (other >= 0) {
    throw invalid(
      `dimensions.${other}: "${ledgerMetric}" is not known by "${dimensions[other]}"; group the loss ledger by time:hour or time:day`,
    );
  }
  if (filters.length > 0) {
    throw invalid(`filters: "${ledgerMetric}" is known of whole sites only; leave the filters out`);
  }
}

const ledgerDimensions = new Set<Dimension>(['time:hour', 'time:day', 'rejection:code']);

const invalid = (message: string): RequestError => new RequestError('invalid_query', message);
