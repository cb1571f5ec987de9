/** An error as ClickHouse reports it: number, name and text. */
export class ClickHouseException extends Error {
  readonly code: number;

  constructor(code: number, name: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message} (${name})`);
    this.code = code;
  }
}

/** What a failed request is answered with. */
export interface ErrorAnswer {
  status: number;
  code: number;
  body: string;
}

/** UNKNOWN_EXCEPTION, ClickHouse's own number for a failure that is not one of its exceptions. */
const unknownExceptionCode = 1002;

/**
 * Statuses that are not 500, by ClickHouse's error code.
 * @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Server/HTTP/exceptionCodeToHTTPStatus.cpp
 */
const codesByStatus: Readonly<Record<number, readonly number[]>> = {
  400: [
    6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441, 675,
    676,
  ],
  401: [194],
  403: [192, 193, 497, 512, 516],
  404: [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511],
  408: [159],
  411: [381],
  413: [229],
  415: [779],
  501: [48],
  503: [76, 209, 439],
};

const statusByCode = new Map(
  Object.entries(codesByStatus).flatMap(([status, codes]) =>
    codes.map((code) => [code, Number(status)] as const),
  ),
);

/** Puts any failure into ClickHouse's words: `Code: N. DB::Exception: … (NAME) (version …)`. */
export function toErrorAnswer(error: unknown, version: string): ErrorAnswer {
  const text = unwrap(error instanceof Error ? error.message : String(error));
  const found = /^Code: (\d+)\./.exec(text)?.[1];
  const code = found === undefined ? unknownExceptionCode : Number(found);
  const message =
    found === undefined ? `Code: ${code}. DB::Exception: ${text} (UNKNOWN_EXCEPTION)` : text.trimEnd();
  return {
    status: statusByCode.get(code) ?? 500,
    code,
    body: `${message} (version ${version} (official build))\n`,
  };
}

/** chDB is a client and a server in one, and its client half repeats what the server half said, around it. */
function unwrap(text: string): string {
  const inner = /^Code: (\d+)\. DB::Exception: (Code: \1\.[^]*) \(version [^()]*\)\. \(\w+\)$/.exec(
    text.trimEnd(),
  )?.[2];
  return inner === undefined ? text : unwrap(inner);
}
