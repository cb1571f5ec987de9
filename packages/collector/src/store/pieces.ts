/** Lines that are encoded in one event turn. */
const linesPerPiece = 1_000;

/** The body of an insert, a piece for each event turn. */
export function* toPieces(lines: string[]): Generator<string> {
  for (let at = 0; at < lines.length; at += linesPerPiece) {
    yield `${lines.slice(at, at + linesPerPiece).join('\n')}\n`;
  }
}
