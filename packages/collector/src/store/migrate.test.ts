import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toStatements } from './migrate.ts';

describe('toStatements', () => {
  it.each([
    ['no statement', '-- only a comment\n\n', []],
    ['one without a semicolon', 'SELECT 1', ['SELECT 1']],
    ['several', 'SELECT 1;\nSELECT 2;\n', ['SELECT 1', 'SELECT 2']],
    ['one over many lines', 'SELECT\n  1\nFROM x;\n', ['SELECT\n  1\nFROM x']],
    ['a semicolon inside a text', "SELECT ';' AS a, 1;\nSELECT 2;", ["SELECT ';' AS a, 1", 'SELECT 2']],
    ['comments between', '-- a;\nSELECT 1;\n-- b\nSELECT 2;', ['SELECT 1', 'SELECT 2']],
    ['Windows line ends', 'SELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
  ])('reads %s', (_title, sql, statements) => {
    expect(toStatements(sql)).toEqual(statements);
  });

  it('reads statements that can each be run again from every migration', () => {
    const directory = new URL('./migrations/', import.meta.url);
    const names = readdirSync(directory);
    expect(names.every((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))).toBe(true);
    for (const name of names) {
      const statements = toStatements(readFileSync(new URL(name, directory), 'utf8'));
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements) {
        expect(statement).toMatch(
          /^(CREATE|ALTER|DROP|DETACH|ATTACH) [^(]*(IF (NOT )?EXISTS|MODIFY (QUERY|SETTING|COLUMN|TTL))/,
        );
      }
    }
  });
});
