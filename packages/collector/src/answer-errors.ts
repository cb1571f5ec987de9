import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorReply } from '@passerby/wire';
import { RequestError, type ErrorCode } from './errors.ts';
import { createSeldom } from './ops/seldom.ts';
import { withoutPayload } from './store/refusal.ts';

/** Fastify's own refusals, as our codes. */
const codesOfFastify = new Map<string, [code: ErrorCode, message: string]>([
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

/** What is to be expected, and may be many. */
const unlogged = new Set<ErrorCode>(['overloaded', 'shutting_down']);
/** A failure is logged this often, ms: where every request fails, a line for each would fill the disk. */
const logEveryMs = 10_000;

/** Methods in the order in which `Allow` names them; a preflight asks for itself. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Makes any failure one of ours: counts it by its code, and logs it now and then where it is for the operator. */
export type TellFailure = (error: unknown, request: FastifyRequest) => RequestError;

/** Makes every answer that is not a success `{ error: { code, message } }`, and tells the code of each. */
export function answerErrors(app: FastifyInstance, onFailure: (code: ErrorCode) => void): TellFailure {
  const seldom = createSeldom(logEveryMs);
  const tellFailure: TellFailure = (error, request) => {
    const known = toRequestError(error, request);
    const { code, status, message, cause } = known;
    onFailure(code);
    if (status < 500 || unlogged.has(code)) return known;
    // The route, never the URL: a query string may name a person.
    const { url: route } = request.routeOptions;
    const err = cause === undefined ? undefined : withoutPayload(cause);
    const times = seldom([code, route, message, (err as Error | undefined)?.message].join('\n'));
    if (times > 0) request.log.error({ code, route, times, ...(err !== undefined && { err }) }, message);
    return known;
  };
  app.setErrorHandler((error, request, reply) => send(reply, tellFailure(error, request)));
  const methodsOf = collectMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = methodsOf(path);
    if (allowed.length === 0) return refuseUnknownPath(reply);
    reply.header('allow', allowed.join(', '));
    const message = `${path} takes ${allowed.join(', ')}, not ${request.method}`;
    return send(reply, new RequestError('method_not_allowed', message));
  });
  return tellFailure;
}

/** Answers which methods the routes take that a path may be meant for. */
function collectMethods(app: FastifyInstance): (path: string) => string[] {
  const routes = new Map<string, { pattern: RegExp; taken: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return; // any path is one of the static files' until it is looked for
    const pattern = new RegExp(`^${url.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+')}/?$`);
    const route = routes.get(url) ?? { pattern, taken: new Set() };
    for (const one of [method].flat()) route.taken.add(one);
    routes.set(url, route);
  });
  return (path) => {
    const all = [...routes.values()].filter(({ pattern }) => pattern.test(path));
    return methods.filter((method) => all.some(({ taken }) => taken.has(method)));
  };
}

/** Answers a request whose path is none of ours, or cannot even be decoded. */
export function refuseUnknownPath(reply: FastifyReply): FastifyReply {
  return send(
    // No hook has seen a path that cannot be decoded.
    reply.header('x-content-type-options', 'nosniff'),
    new RequestError('not_found', 'there is nothing at this path; /openapi.json lists the API'),
  );
}

function toRequestError(error: unknown, request: FastifyRequest): RequestError {
  if (error instanceof RequestError) return error;
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const message = `the body is over ${request.routeOptions.bodyLimit} bytes; send less at once`;
    return new RequestError('body_too_large', message, { cause: error });
  }
  const known = codesOfFastify.get(code);
  if (known) return new RequestError(known[0], known[1], { cause: error });
  if (isInvalid(error)) return new RequestError('invalid_request', toMessage(error), { cause: error });
  if (statusCode === 400) return new RequestError('invalid_json', 'the body is not JSON', { cause: error });
  return new RequestError('internal', 'the collector failed; its log says why', { cause: error });
}

/** What Ajv found in a query string or a path. */
interface Invalid {
  validation: { instancePath: string; message?: string; params: Record<string, unknown> }[];
  validationContext: string;
}

const isInvalid = (error: unknown): error is Invalid => (error as Partial<Invalid>).validation !== undefined;

/** As `describeError` says it of a body: `path: what is expected`. */
function toMessage({ validation: [first], validationContext }: Invalid): string {
  const missing = first?.params['missingProperty'];
  if (typeof missing === 'string') return `${missing}: is missing`;
  const path = first?.instancePath.slice(1).replaceAll('/', '.');
  return `${path || validationContext}: ${first?.message ?? 'is not valid'}`;
}

function send(reply: FastifyReply, error: RequestError): FastifyReply {
  if (error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
  return reply.status(error.status).send(toErrorReply(error));
}

export const toErrorReply = ({ code, message }: RequestError): ErrorReply => ({ error: { code, message } });
