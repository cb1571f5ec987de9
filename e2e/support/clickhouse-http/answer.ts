import type { ServerResponse } from 'node:http';
import { packBody } from './content-encoding.ts';
import type { Engine, EngineResult } from './engine.ts';
import { toErrorAnswer } from './errors.ts';
import type { ClickHouseRequest } from './request.ts';

const contentTypeByFormat: Readonly<Record<string, string>> = {
  JSON: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRow: 'application/x-ndjson; charset=UTF-8',
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
  TSV: 'text/tab-separated-values; charset=UTF-8',
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  RowBinary: 'application/octet-stream',
  Native: 'application/octet-stream',
  Parquet: 'application/octet-stream',
};

/** Sends a result with ClickHouse's headers, packed where the request asked for it. */
export async function sendResult(
  response: ServerResponse,
  request: ClickHouseRequest,
  format: string,
  result: EngineResult,
): Promise<void> {
  response.setHeader('Content-Type', contentTypeByFormat[format] ?? 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(toSummary(result)));
  await sendBody(response, request, result.body);
}

/** Sends a failure as ClickHouse would, with its status, its code in a header and its text. */
export async function sendError(
  response: ServerResponse,
  request: ClickHouseRequest | undefined,
  error: unknown,
  engine: Engine,
): Promise<void> {
  const answer = toErrorAnswer(error, engine.version);
  response.statusCode = answer.status;
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Exception-Code', String(answer.code));
  await sendBody(response, request, Buffer.from(answer.body));
}

async function sendBody(
  response: ServerResponse,
  request: ClickHouseRequest | undefined,
  body: Uint8Array,
): Promise<void> {
  if (request?.encoding === undefined || body.length === 0) {
    response.end(body);
    return;
  }
  response.setHeader('Content-Encoding', request.encoding);
  response.end(await packBody(body, request.encoding));
}

/** chDB counts the rows of a result, not the rows it read for it; they stand in for those here. */
function toSummary(result: EngineResult): Record<string, string> {
  const summary = {
    read_rows: result.resultRows + result.writtenRows,
    read_bytes: result.resultBytes + result.writtenBytes,
    written_rows: result.writtenRows,
    written_bytes: result.writtenBytes,
    total_rows_to_read: 0,
    result_rows: result.resultRows,
    result_bytes: result.resultBytes,
    elapsed_ns: Math.round(result.elapsedSeconds * 1e9),
  };
  return Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, String(value)]));
}
