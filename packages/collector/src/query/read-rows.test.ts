import { describe, expect, it, vi } from 'vitest';
import { RequestError } from '../errors.ts';
import type { Statement } from './bindings.ts';
import type { Planned } from './plan.ts';
import { answerTogether, type Read, type Row } from './read-rows.ts';
import type { Question } from './sql.ts';

const write = (text: string): Statement & { extra: [] } => ({ query: text, query_params: {}, extra: [] });
/** Questions of a key that begins alike are read by one statement, which is their names in brackets. */
const plan = (name: string): Planned => ({
  question: { name } as unknown as Question,
  plan: 'rollup',
  write: () => write(name),
  together: {
    key: name.charAt(0),
    write: (questions) => {
      const names = questions.map((each) => (each as unknown as { name: string }).name);
      return {
        ...write(`[${names.join(' ')}]`),
        split: (rows) =>
          names.map((_, part) => rows.filter(([of]) => of === part).map((row) => row.slice(1))),
      };
    },
  },
});
const alone = (name: string): Planned => {
  const { together: _, ...rest } = plan(name);
  return rest;
};
type Select = (statement: Statement) => Promise<Row[]>;
/** A statement for several answers a row for each but the second. */
const select = vi.fn<Select>(async ({ query }) =>
  query.startsWith('[')
    ? query.split(' ').flatMap((_, index) => (index === 1 ? [] : [[index, `${index} of ${query}`]]))
    : [[query]],
);
const readRows = async (planned: Planned, read: Read): Promise<Row[]> => (await read(planned)).rows;
const run = (all: Planned[], ask = select): Promise<PromiseSettledResult<Row[]>[]> => {
  select.mockClear();
  return Promise.allSettled(answerTogether(all, readRows, ask));
};
const valuesOf = (settled: PromiseSettledResult<Row[]>[]): unknown[] =>
  settled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason));

describe('questions that are answered together', () => {
  it('are read by one statement where one can, and each has its own rows', async () => {
    expect(valuesOf(await run([plan('a1'), alone('b'), plan('a2'), plan('c'), plan('a3')]))).toEqual([
      [['0 of [a1 a2 a3]']],
      [['b']],
      [],
      [['c']],
      [['2 of [a1 a2 a3]']],
    ]);
    expect(select).toHaveBeenCalledTimes(3);
  });

  it('do not wait for those that read nothing, or read twice', async () => {
    const answers = answerTogether(
      ['a1', 'none', 'fails', 'a2'],
      async (name, read) => {
        if (name === 'fails') throw new Error('no question at all');
        if (name === 'none') return [];
        const { rows } = await read(plan(name));
        return [...rows, ...(await read(plan(name))).rows];
      },
      select,
    );
    expect(valuesOf(await Promise.allSettled(answers))).toEqual([
      [['0 of [a1 a2]'], ['a1']],
      [],
      new Error('no question at all'),
      [['a2']],
    ]);
  });

  it.each(['query_too_large', 'query_timeout'] as const)(
    'are each read alone where all at once are too much (%s)',
    async (code) => {
      const limited = vi.fn<Select>(async (statement) => {
        if (statement.query.startsWith('[')) throw new RequestError(code, 'too much');
        return select(statement);
      });
      expect(valuesOf(await run([plan('a1'), plan('a2')], limited))).toEqual([[['a1']], [['a2']]]);
    },
  );

  it('fail together where ClickHouse does', async () => {
    const down = new RequestError('clickhouse_unavailable', 'down');
    const failing = vi.fn<Select>(() => Promise.reject(down));
    expect(valuesOf(await run([plan('a1'), plan('a2')], failing))).toEqual([down, down]);
    expect(failing).toHaveBeenCalledTimes(1);
  });
});
