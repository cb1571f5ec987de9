import { expect, it } from 'vitest';
import { toPiece, toTexts, type Lines } from '../store/pieces.ts';
import { insertButPoison } from './poison.ts';

/** ClickHouse's words for a line that it cannot read. */
const refusal = (row: number): Error =>
  Object.assign(new Error(`Cannot parse input: expected , before … (at row ${row})\n`), {
    code: '27',
    type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
  });

interface Insert {
  lines: string[];
  token: string;
}

/** A table that cannot read lines with "bad" in them. */
function createTable(): { inserts: Insert[]; insert: (lines: Lines, token: string) => Promise<void> } {
  const inserts: Insert[] = [];
  return {
    inserts,
    insert: async (lines, token) => {
      const texts = toTexts(lines);
      const bad = texts.findIndex((line) => line.includes('bad'));
      if (bad >= 0) throw refusal(bad + 1);
      inserts.push({ lines: texts, token });
    },
  };
}

it('inserts good lines at once', async () => {
  const table = createTable();
  expect(await insertButPoison(table.insert, ['a', 'b'], 't')).toEqual([]);
  expect(table.inserts).toEqual([{ lines: ['a', 'b'], token: 't' }]);
});

it('answers the lines that cannot be read, and inserts all others once', async () => {
  const table = createTable();
  const poisoned = await insertButPoison(table.insert, ['bad 1', 'a', 'bad 2', 'b', 'c', 'bad 3'], 't');
  expect(poisoned.map(({ line }) => line)).toEqual(['bad 1', 'bad 2', 'bad 3']);
  expect(poisoned[0]?.error).toBe('CANNOT_PARSE_INPUT_ASSERTION_FAILED');
  expect(table.inserts.flatMap(({ lines }) => lines)).toEqual(['a', 'b', 'c']);
});

it('finds them in encoded pieces as well', async () => {
  const table = createTable();
  const pieces = [['a', 'ü'], ['bad'], ['c']].map(toPiece);
  const poisoned = await insertButPoison(table.insert, pieces, 't');
  expect(poisoned.map(({ line }) => line)).toEqual(['bad']);
  expect(table.inserts).toEqual([
    { lines: ['a', 'ü'], token: 't:0' },
    { lines: ['c'], token: 't:1:1' },
  ]);
});

it('gives each part a token of its own, the same at every repeat', async () => {
  const attempts = [createTable(), createTable()];
  for (const table of attempts) await insertButPoison(table.insert, ['a', 'b', 'c', 'bad'], 't');
  expect(attempts[0]?.inserts).toEqual([
    { lines: ['a', 'b'], token: 't:0' },
    { lines: ['c'], token: 't:1:0' },
  ]);
  expect(attempts[1]?.inserts).toEqual(attempts[0]?.inserts);
});

it('inserts nothing when no line can be read', async () => {
  const table = createTable();
  expect(await insertButPoison(table.insert, ['bad 1', 'bad 2'], 't')).toHaveLength(2);
  expect(table.inserts).toEqual([]);
});

it('leaves the lines it was given alone, so that they can be tried again', async () => {
  const lines = ['a', 'bad'];
  await insertButPoison(createTable().insert, lines, 't');
  expect(lines).toEqual(['a', 'bad']);
});

it.each([
  ['a connection that is refused', new Error('connect ECONNREFUSED (at row 1)')],
  [
    'a full disk',
    Object.assign(new Error('Cannot reserve 1 MiB'), { code: '243', type: 'NOT_ENOUGH_SPACE' }),
  ],
  [
    'a view that fails',
    Object.assign(new Error('Constraint `c` for table …: while pushing to view passerby.v. '), {
      code: '469',
      type: 'VIOLATED_CONSTRAINT',
    }),
  ],
])('throws for %s, and blames no line', async (_title, error) => {
  await expect(insertButPoison(() => Promise.reject(error), ['a', 'b'], 't')).rejects.toBe(error);
});
