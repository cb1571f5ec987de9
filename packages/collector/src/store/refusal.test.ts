import { expect, it } from 'vitest';
import { isForItsRows, withoutPayload } from './refusal.ts';

const refusal = (type: string, message: string): Error =>
  Object.assign(new Error(message), { code: '1', type });
const uuid = 'c58eba7a-8641-48e9-b12e-937ae2f82815';
const inView = ': while pushing to view passerby.rollup_from_events';

it.each([
  ['a row that cannot be read', 'CANNOT_PARSE_UUID', 'Cannot parse uuid x: (at row 7)\n', true],
  ['a value that cannot be read', 'CANNOT_PARSE_TEXT', '…: (while reading the value of key name). ', true],
  [
    'a constraint of the table',
    'VIOLATED_CONSTRAINT',
    `Constraint \`c\` for table passerby.events (${uuid}) is violated at row 2. Column values: path = '/'. `,
    true,
  ],
  [
    'such a row that says what a view would',
    'VIOLATED_CONSTRAINT',
    `Constraint \`c\` for table passerby.events is violated at row 2. Column values: path = '${inView}.'. `,
    true,
  ],
  [
    'a constraint of a view',
    'VIOLATED_CONSTRAINT',
    `Constraint \`c\` for table passerby.rollup is violated at row 5. Column values: value = '/'${inView}. `,
    false,
  ],
  [
    'a view that cannot read what a row says of rows',
    'CANNOT_PARSE_TEXT',
    `Cannot parse string '(at row 1)' as UInt32${inView} (${uuid}). `,
    false,
  ],
  [
    'a view with a strange name',
    'VIOLATED_CONSTRAINT',
    '…: while pushing to view passerby.`my: view`. ',
    false,
  ],
  ['a disk that is full', 'NOT_ENOUGH_SPACE', 'Cannot reserve 1.00 MiB, not enough space. ', false],
  ['memory that is short', 'MEMORY_LIMIT_EXCEEDED', '(total) memory limit exceeded: … ', false],
])('tells by its words whether an insert failed for its rows: %s', (_title, type, message, expected) => {
  expect(isForItsRows(refusal(type, message))).toBe(expected);
});

it('nothing that ClickHouse did not say is for the rows', () => {
  expect(isForItsRows(new Error('connect ECONNREFUSED (at row 1)'))).toBe(false);
});

it.each([
  ['Cannot parse input: a-secret (at row 1)', 'X (1)'],
  [`a-secret${inView}. `, 'X (1) in the view passerby.rollup_from_events'],
])('an error is logged without what it quotes: %s', (message, expected) => {
  expect(withoutPayload(refusal('X', message))).toEqual({ type: 'ClickHouseError', message: expected });
});
