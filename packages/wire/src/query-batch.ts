import type { Query, QueryReply } from './query.ts';
import type { ErrorReply } from './reply.ts';

/** Body of `POST /api/v1/query/batch`. */
export interface QueryBatch {
  /** 1 to 20, of one site or several. */
  queries: Query[];
}

/** Why one query of a batch has no answer: what it would have been refused with alone. */
export interface QueryFailure extends ErrorReply {
  /** HTTP status. */
  status: number;
  /** Seconds after which the same query may succeed; only with 429 and 503. */
  retry_after?: number;
}

/** Answer of `POST /api/v1/query/batch`. */
export interface QueryBatchReply {
  /** In the order of the queries. */
  answers: (QueryReply | QueryFailure)[];
}
