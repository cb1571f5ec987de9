export { errorReplySchema, eventSchemas, batchSchema, envelopeSchema, replySchema } from './schema/batch.ts';
export { filterSchemas } from './schema/filter.ts';
export {
  querySchema,
  queryEnvelopeSchema,
  queryReplySchema,
  queryBatchSchema,
  queryBatchEnvelopeSchema,
  queryBatchReplySchema,
  dateRangeSchema,
} from './schema/query.ts';
export { planDocumentSchema, newPlanSchema, planReplySchema } from './schema/plan.ts';
export { archiveReplySchema, restoredReplySchema } from './schema/archive.ts';
export { rejectedReplySchema, replayReplySchema, erasedReplySchema } from './schema/rejected.ts';
export { reportSchemas } from './schema/reports.ts';
export {
  newGoalSchema,
  goalSummarySchema,
  goalsReplySchema,
  sitesReplySchema,
  siteSummarySchema,
  sessionReplySchema,
  tokensReplySchema,
  newTokenReplySchema,
  newSharedLinkSchema,
  sharedLinksReplySchema,
  newSharedLinkReplySchema,
  unlockedReplySchema,
  newAnnotationSchema,
  annotationSchema,
  annotationsReplySchema,
  siteRulesReplySchema,
  siteRulesChangeSchema,
} from './schema/site.ts';
