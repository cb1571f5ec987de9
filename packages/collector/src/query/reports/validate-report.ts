import type { FunnelQuery, PathsQuery, ReportQuery, RetentionQuery, RevenueQuery } from '@passerby/wire';
import { reportSchemas } from '@passerby/wire/schema';
import { Compile, type Validator } from 'typebox/compile';
import { check, checkFilters, invalid } from '../validate-query.ts';
import { toStepFilters } from './funnel.ts';

/** Answers the body as the query of a report, or throws `invalid_query` with the path of what is wrong. */
function createCheck<Query extends ReportQuery>(
  validator: Validator,
  checkMore: (query: Query) => void,
): (body: unknown) => Query {
  return (body) => {
    check(validator, body, '');
    const query = body as Query;
    checkFilters([{ path: 'filters', filters: query.filters }]);
    checkMore(query);
    return query;
  };
}

export const validateFunnel: (body: unknown) => FunnelQuery = createCheck(
  Compile(reportSchemas.funnel.envelope),
  (query) => {
    checkFilters([{ path: 'filters', filters: query.filters }, ...toStepFilters(query)]);
    const vague = query.steps.findIndex(
      ({ page, event, goal }) => [page, event, goal].filter((given) => given !== undefined).length !== 1,
    );
    if (vague >= 0) throw invalid(`steps.${vague}: must have one of "page", "event" and "goal"`);
    const { breakdown } = query;
    if (breakdown === 'event:goal' || breakdown === 'event:currency') {
      throw invalid(`breakdown: a step has no one value of "${breakdown}"; make goals steps of the funnel`);
    }
  },
);

export const validateRetention: (body: unknown) => RetentionQuery = createCheck(
  Compile(reportSchemas.retention.envelope),
  () => {},
);

export const validatePaths: (body: unknown) => PathsQuery = createCheck(
  Compile(reportSchemas.paths.envelope),
  ({ from, to }) => {
    if (from !== undefined && to !== undefined) {
      throw invalid('to: paths go from a page or to a page; leave out "from" or "to"');
    }
  },
);

export const validateRevenue: (body: unknown) => RevenueQuery = createCheck(
  Compile(reportSchemas.revenue.envelope),
  ({ breakdown }) => {
    if (breakdown === 'event:currency') {
      throw invalid('breakdown: revenue is told by currency in any case; leave it out, or name another');
    }
  },
);
