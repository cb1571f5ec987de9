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
export { toCsv } from './csv.ts';
export { limits } from './limits.ts';
export type { LiveEvent, LiveMessage, LiveModel, LivePage } from './live.ts';
export type {
  FunnelQuery,
  FunnelReply,
  FunnelStep,
  FunnelStepReply,
  PathLink,
  PathNode,
  PathsQuery,
  PathsReply,
  ReportQuery,
  RetentionCohort,
  RetentionQuery,
  RetentionReply,
  RevenueFigures,
  RevenueOfCurrency,
  RevenueQuery,
  RevenueReply,
} from './reports.ts';
export type { NewPlan, PlanDocument, PlanMode, PlannedEventDocument, PlanReply } from './plan.ts';
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
  SiteLimits,
  SiteSummary,
  TimeDimension,
  TokensReply,
  TokenSummary,
  ValueFilter,
} from './query.ts';
