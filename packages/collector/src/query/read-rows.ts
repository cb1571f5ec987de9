import { RequestError } from '../errors.ts';
import type { Statement } from './bindings.ts';
import type { Planned } from './plan.ts';
import type { ExtraColumn } from './sql.ts';

export type Row = unknown[];

/** The rows of a question, and which columns follow its dimensions and metrics. */
interface Reading {
  rows: Row[];
  extra: ExtraColumn[];
}

export type Read = (planned: Planned) => Promise<Reading>;

/** Runs a statement. */
type Select = (statement: Statement) => Promise<Row[]>;

/** Each question by a statement of its own. */
export const createAloneReader =
  (select: Select): Read =>
  async ({ question, write }) => {
    const { query, query_params, extra } = write(question);
    return { rows: await select({ query, query_params }), extra };
  };

interface Waiting {
  planned: Planned;
  read: PromiseWithResolvers<Reading>;
}

/**
 * Answers each of `all` by `answer`, at a time. Those that one statement can read wait until each of the others is
 * planned too, is read by a statement of its own, or has ended without.
 */
export function answerTogether<Each, Answer>(
  all: Each[],
  answer: (each: Each, read: Read) => Promise<Answer>,
  select: Select,
): Promise<Answer>[] {
  const readAlone = createAloneReader(select);
  const waiting = new Map<string, [Waiting, ...Waiting[]]>();
  let open = all.length;

  async function answerOne(each: Each): Promise<Answer> {
    let isOpen = true;
    function leave(): void {
      if (!isOpen) return;
      isOpen = false;
      open--;
      if (open === 0) for (const some of waiting.values()) void readTogether(some);
    }
    try {
      return await answer(each, async (planned) => {
        const key = isOpen ? planned.together?.key : undefined;
        const read = key === undefined ? undefined : wait(key, planned);
        leave();
        return read ?? readAlone(planned);
      });
    } finally {
      leave();
    }
  }

  async function wait(key: string, planned: Planned): Promise<Reading> {
    const own = { planned, read: Promise.withResolvers<Reading>() };
    const some = waiting.get(key);
    if (some) some.push(own);
    else waiting.set(key, [own]);
    return own.read.promise;
  }

  async function readTogether(some: [Waiting, ...Waiting[]]): Promise<void> {
    const [{ planned }, ...others] = some;
    const alone = (): void => {
      for (const each of some) each.read.resolve(readAlone(each.planned));
    };
    if (!planned.together || others.length === 0) return alone();
    try {
      const { split, extra, ...statement } = planned.together.write([
        planned.question,
        ...others.map((other) => other.planned.question),
      ]);
      const rows = split(await select(statement));
      for (const [index, { read }] of some.entries()) read.resolve({ rows: rows[index] ?? [], extra });
    } catch (error) {
      // What is too much for one statement may be little enough for several.
      if (error instanceof RequestError && (error.status === 422 || error.status === 504)) alone();
      else for (const { read } of some) read.reject(error);
    }
  }

  return all.map(answerOne);
}
