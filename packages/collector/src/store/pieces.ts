/** Rows of an insert as lines of JSONCompactEachRow: a text each, or pieces of many, encoded by `toPiece`. */
export type Lines = string[] | Buffer[];

/** Lines that are encoded at once. */
export const linesPerPiece = 1_000;

export const toPiece = (lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

/** The body of an insert, a piece for each event turn. */
export function* toPieces(lines: Lines): Generator<Buffer> {
  if (isEncoded(lines)) yield* lines;
  else
    for (let at = 0; at < lines.length; at += linesPerPiece)
      yield toPiece(lines.slice(at, at + linesPerPiece));
}

/** The lines one by one. */
export const toTexts = (lines: Lines): string[] =>
  isEncoded(lines) ? lines.flatMap((piece) => piece.toString().split('\n').slice(0, -1)) : lines;

const isEncoded = (lines: Lines): lines is Buffer[] => typeof lines[0] === 'object';
