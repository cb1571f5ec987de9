import type { FastifyInstance, FastifyReply } from 'fastify';
import { limits, type ErrorReply } from '@passerby/wire';
import { RequestError, type ErrorCode } from './errors.ts';

/** Fastify's own refusals, as our codes. */
const codesOfFastify = new Map<string, [code: ErrorCode, message: string]>([
  [
    'FST_ERR_CTP_BODY_TOO_LARGE',
    ['body_too_large', `the body is over ${limits.batchBytes} bytes; send smaller batches`],
  ],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    ['unsupported_media_type', 'send the body as application/json, or as text/plain from a beacon'],
  ],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', ['invalid_json', 'the body is empty; send JSON']],
  [
    'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
    ['invalid_json', 'the body is shorter or longer than Content-Length'],
  ],
]);

/** Makes every answer that is not a success `{ error: { code, message } }`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toRequestError(error);
    // The route, never the URL: a query string may name a person.
    if (known.status >= 500)
      request.log.error({ err: known.cause ?? known, route: request.routeOptions.url }, known.message);
    return send(reply, known);
  });
  app.setNotFoundHandler((_request, reply) =>
    send(reply, new RequestError('not_found', 'there is nothing at this path; /openapi.json lists the API')),
  );
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  const known = codesOfFastify.get(code);
  if (known) return new RequestError(known[0], known[1], { cause: error });
  if (statusCode === 400) return new RequestError('invalid_json', 'the body is not JSON', { cause: error });
  return new RequestError('internal', 'the collector failed; its log says why', { cause: error });
}

function send(reply: FastifyReply, { status, code, message, retryAfter }: RequestError): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  const body: ErrorReply = { error: { code, message } };
  return reply.status(status).send(body);
}
