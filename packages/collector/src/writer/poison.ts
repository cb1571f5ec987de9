import { isForItsRows } from '../store/refusal.ts';

/** A line that ClickHouse refuses for what it says, whatever is tried. */
export interface Poisoned {
  line: string;
  /** Name of ClickHouse's error, such as `CANNOT_PARSE_UUID`. */
  error: string;
}

/**
 * Inserts the lines but those that ClickHouse refuses, and answers these. An insert is read to its end and checked before
 * any of it is stored, so one that is refused for its rows has stored nothing, and is halved until its bad lines are
 * alone. The token of a half is named by its way down: a repeat after a crash fails at the same places, and repeats the
 * same tokens. Any other failure is thrown, because it may have stored a part, which only the very same rows may follow.
 */
export async function insertButPoison(
  insert: (lines: string[], token: string) => Promise<void>,
  lines: string[],
  token: string,
): Promise<Poisoned[]> {
  const [first, ...others] = lines;
  if (first === undefined) return [];
  try {
    await insert(lines, token);
    return [];
  } catch (error) {
    if (!isForItsRows(error)) throw error;
    if (others.length === 0) return [{ line: first, error: error.type }];
    const middle = lines.length >> 1;
    return [
      ...(await insertButPoison(insert, lines.slice(0, middle), `${token}:0`)),
      ...(await insertButPoison(insert, lines.slice(middle), `${token}:1`)),
    ];
  }
}
