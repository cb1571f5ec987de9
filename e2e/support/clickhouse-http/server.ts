import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { sendError, sendResult } from './answer.ts';
import { type Credentials, checkCredentials } from './credentials.ts';
import type { Engine } from './engine.ts';
import { type ClickHouseRequest, readRequest } from './request.ts';
import { toPreamble } from './settings.ts';
import { parseStatement } from './statement.ts';

/** As ClickHouse's `http_max_uri_size`; Node counts the URL among the headers. */
const maxHeaderBytes = 1_048_576;
/** As ClickHouse's `keep_alive_timeout`. */
const keepAliveMs = 10_000;

/** ClickHouse's HTTP interface over an engine. Anybody may come in where no credentials are given. */
export function createClickHouseServer(engine: Engine, credentials?: Credentials): Server {
  const server = createServer(
    { maxHeaderSize: maxHeaderBytes, keepAliveTimeout: keepAliveMs, requestTimeout: 0 },
    (message, response) => void answer(message, response, engine, credentials, server),
  );
  return server;
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  engine: Engine,
  credentials: Credentials | undefined,
  server: Server,
): Promise<void> {
  const url = new URL(message.url ?? '/', 'http://localhost');
  if (answerWithoutEngine(message, response, url)) return;

  let request: ClickHouseRequest | undefined;
  try {
    if (credentials !== undefined) checkCredentials(message, url, credentials);
    request = await readRequest(message, url);
    response.setHeader('X-ClickHouse-Query-Id', request.queryId);
    response.setHeader('X-ClickHouse-Timezone', engine.timezone);
    const statement = parseStatement(request.statement);
    const format = (statement.kind === 'other' ? statement.format : undefined) ?? request.defaultFormat;
    const result = await engine.run({ preamble: toPreamble(request), statement, format });
    closeAfterwardsIfStopping(server, response);
    await sendResult(response, request, format, result);
  } catch (error) {
    // Without its body a request was cut off, and nobody waits for an answer.
    if (message.destroyed && !message.complete) return;
    closeAfterwardsIfStopping(server, response);
    await sendError(response, request, error, engine);
    // What was not read of the body must not be taken for the next request.
    message.resume();
  }
}

/** `server.close()` waits for kept connections as well, up to their time-out, once they were busy when it was called. */
function closeAfterwardsIfStopping(server: Server, response: ServerResponse): void {
  if (!server.listening) response.setHeader('Connection', 'close');
}

function answerWithoutEngine(message: IncomingMessage, response: ServerResponse, url: URL): boolean {
  const isGreeting = url.pathname === '/' && message.method === 'GET' && !url.searchParams.has('query');
  if (isGreeting || url.pathname === '/ping') {
    response.setHeader('Content-Type', 'text/html; charset=UTF-8').end('Ok.\n');
    return true;
  }
  if (url.pathname === '/') return false;
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=UTF-8' });
  response.end(`There is no handle ${url.pathname}\n\nUse / or /ping for health checks.\n`);
  return true;
}
