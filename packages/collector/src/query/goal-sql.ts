import type { GoalSummary } from '@passerby/wire';
import type { Bindings } from './bindings.ts';

/** SQL of whether an event reaches a goal. */
export function toGoalCondition(goal: Pick<GoalSummary, 'event' | 'page'>, bindings: Bindings): string {
  if (goal.event !== undefined) return `(type = 'event' AND name = ${bindings.bind(goal.event, 'String')})`;
  return `(type = 'pageview' AND ${toPageCondition(goal.page ?? '', bindings)})`;
}

/** SQL of whether `path` is a page, in whose name `*` is anything but a slash, and `**` anything at all. */
export function toPageCondition(page: string, bindings: Bindings): string {
  return page.includes('*')
    ? `match(path, ${bindings.bind(toRegularExpression(page), 'String')})`
    : `path = ${bindings.bind(page, 'String')}`;
}

/** SQL of the names of the goals that an event reaches, one row each. */
export function toGoalNames(goals: GoalSummary[], bindings: Bindings): string {
  const names = goals.map(
    (goal) => `if(${toGoalCondition(goal, bindings)}, [${bindings.bind(goal.name, 'String')}], [])`,
  );
  return `arrayJoin(arrayConcat(${['emptyArrayString()', ...names].join(', ')}))`;
}

/** SQL of what an event is worth; no currency: nothing. */
export interface Worth {
  amount: string;
  currency: string;
}

/** An event is worth its own revenue, or the value of the first of the goals in question that it reaches. */
export function toWorth(goals: Reached[], bindings: Bindings): Worth {
  const valued = goals.flatMap(({ goal, sql }) => (goal.value ? [{ ...goal.value, sql }] : []));
  const amounts = valued.map(
    ({ sql, amount }) => `${sql}, toDecimal64(${bindings.bind(amount, 'Float64')}, 4)`,
  );
  const currencies = valued.map(({ sql, currency }) => `${sql}, ${bindings.bind(currency, 'String')}`);
  return {
    amount: `multiIf(${["currency != '', revenue", ...amounts].join(', ')}, toDecimal64(0, 4))`,
    currency: `multiIf(${["currency != '', toString(currency)", ...currencies].join(', ')}, '')`,
  };
}

/** A goal, and SQL of whether an event reaches it. */
export interface Reached {
  goal: GoalSummary;
  sql: string;
}

/** In the syntax of RE2: `*` is anything but a slash, `**` anything at all. */
function toRegularExpression(glob: string): string {
  const source = glob
    .split(/(\*+)/)
    .map((part) =>
      /^\*+$/.test(part)
        ? part === '*'
          ? '[^/]*'
          : '.*'
        : part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`),
    );
  return `(?s)^${source.join('')}$`;
}
