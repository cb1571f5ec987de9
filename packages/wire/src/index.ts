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
  Comparison,
  DateRange,
  Dimension,
  ErasedReply,
  Filter,
  FilterDimension,
  FilterOperator,
  GoalsReply,
  GoalSummary,
  LedgerMetric,
  Metric,
  NewGoal,
  NewTokenReply,
  PropDimension,
  Query,
  QueryReply,
  QueryRow,
  RejectedEvent,
  RejectedReply,
  ReplayReply,
  SessionReply,
  SitesReply,
  SiteSummary,
  TimeDimension,
  TokensReply,
  TokenSummary,
  ValueFilter,
} from './query.ts';
