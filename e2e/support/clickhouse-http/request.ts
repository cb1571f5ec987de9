import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Encoding, chooseEncoding, readBody } from './content-encoding.ts';
import { ClickHouseException } from './errors.ts';

/** One request to ClickHouse's HTTP interface, read completely. */
export interface ClickHouseRequest {
  queryId: string;
  /** The `query` parameter and the body, as one. */
  statement: Buffer;
  database: string | undefined;
  /** For a statement without a FORMAT clause. */
  defaultFormat: string;
  /** In the order of the URL; values as they came. */
  settings: ReadonlyMap<string, string>;
  /** Values of `{name:Type}`, without the `param_` of their URL names; in ClickHouse's Escaped form. */
  params: ReadonlyMap<string, string>;
  /** How the answer may be packed, where the client asked for that. */
  encoding: Encoding | undefined;
}

/**
 * URL parameters that are not settings. Sessions are taken but not kept: each request starts anew.
 * @see https://clickhouse.com/docs/interfaces/http
 */
const ownParameters = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'session_id',
  'session_check',
  'session_timeout',
  'close_session',
  'wait_end_of_query',
  'buffer_size',
  'stacktrace',
  'client_protocol_version',
]);

/** Parameters that change the answer's meaning; better refused than ignored. */
const refusedParameters = ['compress', 'decompress', 'role'];

/** Reads URL, headers and body. The connection must have sent all of it, else this rejects and nothing is run. */
export async function readRequest(message: IncomingMessage, url: URL): Promise<ClickHouseRequest> {
  const body = await readBody(message, header(message, 'content-encoding'));
  const form = await readForm(message, body);
  const fields = [...url.searchParams, ...(form ?? [])];
  const get = (name: string): string | undefined => fields.findLast(([key]) => key === name)?.[1];

  for (const name of refusedParameters) {
    if (!['0', '', undefined].includes(get(name))) {
      throw new ClickHouseException(
        48,
        'NOT_IMPLEMENTED',
        `The URL parameter '${name}' is not supported here.`,
      );
    }
  }
  const settings = new Map(
    fields.filter(
      ([name]) => !ownParameters.has(name) && !refusedParameters.includes(name) && !isParam(name),
    ),
  );
  // ClickHouse: "readonly is set to 2 for GET", that is, reading and SET are allowed.
  if (message.method === 'GET' && !settings.has('readonly')) settings.set('readonly', '2');

  const wantsCompression = ['1', 'true'].includes(settings.get('enable_http_compression') ?? '0');
  return {
    queryId: get('query_id') ?? randomUUID(),
    statement: joinStatement(get('query'), form === undefined ? body : Buffer.alloc(0)),
    database: get('database') ?? header(message, 'x-clickhouse-database'),
    defaultFormat: get('default_format') ?? header(message, 'x-clickhouse-format') ?? 'TabSeparated',
    settings,
    params: new Map(
      fields.filter(([name]) => isParam(name)).map(([name, value]) => [name.slice('param_'.length), value]),
    ),
    encoding: wantsCompression ? chooseEncoding(header(message, 'accept-encoding')) : undefined,
  };
}

/** A header that counts once. */
export function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isParam(name: string): boolean {
  return name.startsWith('param_');
}

/** As in ClickHouse: what stands in the URL comes first, then a newline, then the body's bytes untouched. */
function joinStatement(query: string | undefined, body: Buffer): Buffer {
  if (query === undefined || query === '') return body;
  if (body.length === 0) return Buffer.from(query);
  return Buffer.concat([Buffer.from(`${query}\n`), body]);
}

/** The client sends long `query_params` as a form; ClickHouse takes other parts for external tables, which this does not. */
async function readForm(message: IncomingMessage, body: Buffer): Promise<[string, string][] | undefined> {
  const contentType = header(message, 'content-type');
  if (contentType?.startsWith('multipart/form-data') !== true) return undefined;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  return [...form].map(([name, value]) => {
    if (typeof value !== 'string' || (name !== 'query' && !isParam(name))) {
      throw new ClickHouseException(48, 'NOT_IMPLEMENTED', `External table '${name}' is not supported here.`);
    }
    return [name, value];
  });
}
