import { ClickHouseException } from './errors.ts';
import { toStringLiteral } from './sql-literal.ts';

/** A statement, taken apart as far as the engine needs it. */
export type Statement =
  /** `INSERT … FORMAT X` and its rows, as they came. */
  | {
      kind: 'insert-rows';
      rows: Buffer;
      /** The whole INSERT, but reading the rows from a file. */ toSql(file: string): string;
    }
  /** `INSERT … SELECT` and `INSERT … VALUES`. */
  | { kind: 'insert'; sql: string }
  | { kind: 'other'; sql: string; /** Of an explicit FORMAT clause. */ format: string | undefined };

/** How much of an INSERT is looked at; the rest can only be rows. */
const insertHeadBytes = 65_536;

const leadingBlanks = /^(?:\s|--[^\n]*(?:\n|$)|#[ !][^\n]*(?:\n|$)|\/\*[^]*?\*\/)*/;
const literalsAndComments =
  /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^])*"|`(?:[^`\\]|\\[^])*`|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|\/\*[^]*?\*\//g;
/** Up to the rows: as in ClickHouse, blanks and then one newline belong to the clause. */
const formatClause = /\bFORMAT\s+(\w+)[ \t\f]*\r?\n?/i;

/**
 * Refuses what a ClickHouse server refuses but chDB takes, so that no test passes on it.
 * @see https://clickhouse.com/docs/sql-reference/statements/insert-into
 */
export function parseStatement(bytes: Buffer): Statement {
  // latin1 maps one byte to one character, so that an index here is an offset there.
  const head = bytes.toString('latin1', 0, insertHeadBytes);
  const start = leadingBlanks.exec(head)?.[0].length ?? 0;
  if (/^INSERT\s/i.test(head.slice(start))) return parseInsert(bytes.subarray(start), head.slice(start));

  const sql = bytes.toString('utf8');
  const code = blankOut(sql).replace(/[\s;]+$/, '');
  if (code.trim() === '') {
    throw new ClickHouseException(62, 'SYNTAX_ERROR', 'Syntax error: Empty query.');
  }
  if (code.includes(';')) {
    throw new ClickHouseException(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed).');
  }
  return { kind: 'other', sql, format: /\bFORMAT\s+(\w+)(?:\s+SETTINGS\s[^]*)?$/i.exec(code)?.[1] };
}

function parseInsert(bytes: Buffer, head: string): Statement {
  const code = blankOut(head);
  const clause = formatClause.exec(code);
  const clauses = code.slice(0, clause?.index).split(/\bVALUES\b/i, 1)[0] ?? '';
  if (/\binput\s*\(/i.test(clauses)) {
    // chDB stores nothing for it and reports success.
    throw new ClickHouseException(
      48,
      'NOT_IMPLEMENTED',
      'INSERT … SELECT FROM input() is not supported here.',
    );
  }
  if (clause === null || clauses.length < clause.index || /\bSELECT\b/i.test(clauses)) {
    return { kind: 'insert', sql: bytes.toString('utf8') };
  }
  const settingsAt = clauses.search(/\bSETTINGS\s+\w+\s*=/i);
  const target = bytes.toString('utf8', 0, settingsAt === -1 ? clause.index : settingsAt);
  const settings = settingsAt === -1 ? '' : bytes.toString('utf8', settingsAt, clause.index);
  return {
    kind: 'insert-rows',
    rows: bytes.subarray(clause.index + clause[0].length),
    toSql: (file) => `${target} FROM INFILE ${toStringLiteral(file)} ${settings} FORMAT ${clause[1]}`,
  };
}

/** Spaces instead of everything that is not code; offsets stay. */
function blankOut(sql: string): string {
  return sql.replaceAll(literalsAndComments, (match) => ' '.repeat(match.length));
}
