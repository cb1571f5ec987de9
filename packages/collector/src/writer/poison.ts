import { toTexts, type Lines } from '../store/pieces.ts';
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
  insert: (lines: Lines, token: string) => Promise<void>,
  lines: Lines,
  token: string,
): Promise<Poisoned[]> {
  if (lines.length === 0) return [];
  try {
    await insert(lines, token);
    return [];
  } catch (error) {
    if (!isForItsRows(error)) throw error;
    const texts = toTexts(lines);
    const [line = ''] = texts;
    if (texts.length === 1) return [{ line, error: error.type }];
    const middle = texts.length >> 1;
    return [
      ...(await insertButPoison(insert, texts.slice(0, middle), `${token}:0`)),
      ...(await insertButPoison(insert, texts.slice(middle), `${token}:1`)),
    ];
  }
}
