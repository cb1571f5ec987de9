import { Compile } from 'typebox/compile';
import type { GoalSummary, NewGoal } from '@passerby/wire';
import { newGoalSchema } from '@passerby/wire/schema';
import { describeError } from '../validate/describe-error.ts';
import type { ControlDatabase } from './database.ts';

export interface Goals {
  /** Checks what comes from outside. Throws `GoalExists`, or a plain `Error` with the fix. */
  add(siteId: number, goal: NewGoal): Promise<GoalSummary>;
  /** By name. */
  list(siteId: number): Promise<GoalSummary[]>;
  /** Answers whether the site had such a goal. */
  remove(siteId: number, id: number): Promise<boolean>;
}

/** The site has a goal of that name. */
export class GoalExists extends Error {
  override readonly name = 'GoalExists';
}

const validator = Compile(newGoalSchema);

/** Each is a part of the SQL of a query that groups by goals. */
const mostGoals = 100;

/** Goals of all sites, in the control database. They count what was stored before them, too. */
export function createGoals(db: ControlDatabase): Goals {
  const list = async (siteId: number): Promise<GoalSummary[]> =>
    (await db.selectFrom('goals').selectAll().where('site_id', '=', siteId).orderBy('name').execute()).map(
      toSummary,
    );

  return {
    list,

    async add(siteId, goal) {
      if (!validator.Check(goal)) throw new Error(describeError(validator, goal));
      if ((goal.event === undefined) === (goal.page === undefined)) {
        throw new Error('a goal is reached by an event or on a page; give one of event and page');
      }
      if (goal.page !== undefined && !goal.page.startsWith('/')) {
        throw new Error(
          `page: "${goal.page}" is not a path; begin it with a slash, such as /thanks or /blog/**`,
        );
      }
      if ((await list(siteId)).length >= mostGoals) {
        throw new Error(`the site has ${mostGoals} goals; delete one first`);
      }
      const row = await db
        .insertInto('goals')
        .values({
          site_id: siteId,
          name: goal.name ?? goal.event ?? `Visit ${goal.page}`,
          event: goal.event ?? null,
          page: goal.page ?? null,
          amount: goal.value?.amount ?? null,
          currency: goal.value?.currency ?? null,
        })
        .onConflict((conflict) => conflict.columns(['site_id', 'name']).doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) throw new GoalExists('the site has a goal of this name; give another name');
      return toSummary(row);
    },

    async remove(siteId, id) {
      const { numDeletedRows } = await db
        .deleteFrom('goals')
        .where('site_id', '=', siteId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toSummary(row: {
  id: number;
  name: string;
  event: string | null;
  page: string | null;
  amount: number | null;
  currency: string | null;
}): GoalSummary {
  const { id, name, event, page, amount, currency } = row;
  return {
    id,
    name,
    ...(event !== null && { event }),
    ...(page !== null && { page }),
    ...(amount !== null && currency !== null && { value: { amount, currency } }),
  };
}
