import { expect, it } from 'vitest';
import { parseStatement } from './statement.ts';

function parse(sql: string): ReturnType<typeof parseStatement> {
  return parseStatement(Buffer.from(sql));
}

it('finds an INSERT behind comments and leaves its rows alone', () => {
  const rows = Buffer.of(10, 0, 255, 39, 10, 10);
  const head = "-- é\n/* x */ insert INTO `FORMAT é` (a) SETTINGS x = 'FORMAT' FORMAT RowBinary \n";
  const statement = parseStatement(Buffer.concat([Buffer.from(head), rows]));
  if (statement.kind !== 'insert-rows') throw new Error(statement.kind);
  expect(statement.rows.equals(rows)).toBe(true);
  expect(statement.toSql("/it's")).toBe(
    String.raw`insert INTO ${'`FORMAT é`'} (a)  FROM INFILE '/it\'s' SETTINGS x = 'FORMAT'  FORMAT RowBinary`,
  );
});

it.each(['INSERT INTO t VALUES (1)', 'INSERT INTO t SELECT 1', "INSERT INTO t VALUES (' FORMAT CSV ')"])(
  'keeps %j in one piece',
  (sql) => {
    expect(parse(sql)).toEqual({ kind: 'insert', sql });
  },
);

it.each([
  ['SELECT 1 FORMAT JSON', 'JSON'],
  ['SELECT 1\nformat JSONEachRow SETTINGS max_threads = 1;', 'JSONEachRow'],
  ["SELECT 'FORMAT CSV'", undefined],
  ['SELECT 1 -- FORMAT CSV', undefined],
])('finds the format of %j', (sql, format) => {
  expect(parse(sql)).toEqual({ kind: 'other', sql, format });
});

it.each([
  "SELECT ';'",
  'SELECT `;`',
  'SELECT 1; -- ;',
  'SELECT $a$;$a$',
  String.raw`SELECT '\';'`,
  '/*;*/ SELECT 1;;',
])('takes %j for one statement', (sql) => {
  expect(parse(sql).kind).toBe('other');
});

it('refuses two statements, as a server does', () => {
  expect(() => parse('SELECT 1; SELECT 2')).toThrow(
    /^Code: 62\..*Multi-statements are not allowed.*SYNTAX_ERROR/,
  );
});

it('refuses an empty statement', () => {
  expect(() => parse(' -- nothing\n;')).toThrow(/^Code: 62\..*Empty query/);
});

it('refuses input(), whose rows chDB would lose without a word', () => {
  expect(() => parse("INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV\n1")).toThrow(/^Code: 48\./);
  expect(parse('INSERT INTO t FORMAT CSV\n"SELECT a FROM input(1) FORMAT CSV"').kind).toBe('insert-rows');
});
