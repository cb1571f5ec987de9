export type { Batch, BatchContext } from './batch.ts';
export type {
  CustomEvent,
  EngagementEvent,
  Event,
  EventBase,
  PageviewEvent,
  Props,
  PropValue,
  Revenue,
} from './event.ts';
export { limits } from './limits.ts';
export type { LiveEvent, LiveMessage, LiveModel, LivePage } from './live.ts';
export type { ErrorReply, Rejection, RejectionCode, Reply } from './reply.ts';
export type {
  DateRange,
  Dimension,
  ErasedReply,
  Filter,
  FilterDimension,
  LedgerMetric,
  Metric,
  NewTokenReply,
  Query,
  QueryReply,
  QueryRow,
  RejectedEvent,
  RejectedReply,
  ReplayReply,
  SessionReply,
  SitesReply,
  SiteSummary,
  TokensReply,
  TokenSummary,
} from './query.ts';
