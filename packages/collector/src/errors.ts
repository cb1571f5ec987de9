/** Every code that `POST /api/v1/*` answers a whole request with; mirrored in docs/reference/errors.md. */
export const statusOf = {
  invalid_json: 400,
  invalid_encoding: 400,
  invalid_batch: 400,
  invalid_query: 400,
  invalid_request: 400,
  unauthorized: 401,
  password_required: 401,
  forbidden: 403,
  unknown_site: 403,
  origin_not_allowed: 403,
  host_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  already_exists: 409,
  body_too_large: 413,
  too_many_events: 413,
  unsupported_media_type: 415,
  query_too_large: 422,
  too_many_requests: 429,
  headers_too_large: 431,
  internal: 500,
  log_unavailable: 503,
  log_full: 503,
  clickhouse_unavailable: 503,
  archive_unavailable: 503,
  shutting_down: 503,
  overloaded: 503,
  provider_unavailable: 503,
  query_timeout: 504,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** A request that fails as a whole: the message says what to change, and is safe to show to the sender. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode;
  readonly status: number;
  /** Seconds after which the same request may succeed; only on 429 and 503. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = statusOf[code];
    this.retryAfter = options.retryAfter;
  }
}

/** The process cannot start: the message is the one line that the operator sees before exit code 1. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
