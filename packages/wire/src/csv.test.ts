import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what has commas, quotes or line breaks, and leaves out what is unknown', () => {
  expect(toCsv([['a,b', 'say "hi"', 'two\nlines', 'plain', 1.5, null]])).toBe(
    '"a,b","say ""hi""","two\nlines",plain,1.5,\r\n',
  );
});

it.each(['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
  'lets no spreadsheet take %j for a formula',
  (text) => {
    expect(toCsv([[text]])).toMatch(/^"?'/);
  },
);

it('leaves numbers below zero numbers', () => {
  expect(toCsv([[-1]])).toBe('-1\r\n');
});
