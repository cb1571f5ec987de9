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
export { describeProperties, type PlannedProperty } from './describe-properties.ts';
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
export type { QueryBatch, QueryBatchReply, QueryFailure } from './query-batch.ts';
export type { ErrorReply, Rejection, RejectionCode, Reply } from './reply.ts';
export type { Filter, FilterDimension, FilterOperator, PropDimension, ValueFilter } from './filter.ts';
export type {
  Comparison,
  DateRange,
  Dimension,
  LedgerMetric,
  Metric,
  Query,
  QueryReply,
  QueryRow,
  TimeDimension,
} from './query.ts';
export type { ArchivedFile, ArchiveReply, RestoredReply } from './archive.ts';
export type { ErasedReply, KeptCode, RejectedEvent, RejectedReply, ReplayReply } from './rejected.ts';
export type {
  Annotation,
  AnnotationsReply,
  GoalSummary,
  GoalsReply,
  NewAnnotation,
  NewGoal,
  NewSharedLink,
  NewSharedLinkReply,
  NewTokenReply,
  SessionReply,
  SharedLinkSummary,
  SharedLinksReply,
  SiteLimits,
  SiteRulesReply,
  SiteSummary,
  SitesReply,
  TokenSummary,
  TokensReply,
  UnlockedReply,
} from './site.ts';
