import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { encodeRows, type Column, type Row } from './encode-rows.ts';
import type { RowFormat } from './format.ts';

const columns: Column[] = [
  { name: 'page', type: 'text' },
  { name: 'visits', type: 'number' },
  { name: 'at', type: 'time' },
];
const noon = '2026-11-24T12:00:00.000Z';
const pages: Row[][] = [
  [
    ['/a,b', 1, noon],
    ['=1+1', -2.5, '2026-11-24T12:00:00.001Z'],
  ],
  [['\u{1F600} "x"\n', null, null]],
];

async function encode(format: RowFormat, given: Row[][]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of encodeRows(format, columns, toAsync(given))) parts.push(part);
  return Buffer.concat(parts);
}
async function* toAsync(given: Row[][]): AsyncGenerator<Row[]> {
  yield* given;
}

it('CSV has names, quotes, times of ISO 8601, and no formula that came from outside', async () => {
  expect((await encode('csv', pages)).toString()).toBe(
    [
      'page,visits,at',
      '"/a,b",1,2026-11-24T12:00:00.000Z',
      "'=1+1,-2.5,2026-11-24T12:00:00.001Z",
      '"\u{1F600} ""x""\n",,',
      '',
    ].join('\r\n'),
  );
});

it('CSV has its names also where there is no page, and not before one that fails', async () => {
  expect((await encode('csv', [])).toString()).toBe('page,visits,at\r\n');
  // oxlint-disable-next-line require-yield
  async function* failing(): AsyncGenerator<Row[]> {
    throw new Error('too slow');
  }
  await expect(encodeRows('csv', columns, failing()).next()).rejects.toThrow('too slow');
});

it('NDJSON has an object a line, and texts as they are', async () => {
  const lines = (await encode('ndjson', pages)).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { page: '/a,b', visits: 1, at: '2026-11-24T12:00:00.000Z' },
    { page: '=1+1', visits: -2.5, at: '2026-11-24T12:00:00.001Z' },
    { page: '\u{1F600} "x"\n', visits: null, at: null },
  ]);
});

it.each<[what: string, given: Row[][]]>([
  ['a row group a page', pages],
  ['its columns also where there is no row', [[]]],
])('Parquet has %s', async (_what, given) => {
  const bytes = await encode('parquet', given);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual(
    given.flat().map(([page, visits, at]) => ({ page, visits, at: at === null ? null : new Date(at ?? '') })),
  );
});

it('who stops reading ends the pages', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<Row[]> {
    try {
      for (;;) yield pages[0] ?? [];
    } finally {
      ended = true;
    }
  }
  const parts = encodeRows('ndjson', columns, endless());
  await parts.next();
  await parts.return(undefined);
  expect(ended).toBe(true);
});
