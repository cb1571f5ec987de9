import { Type, type Static, type TSchema } from 'typebox';
import { limits } from '../limits.ts';
import type {
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
  SiteRulesReply,
  SiteSummary,
  SitesReply,
  TokensReply,
  UnlockedReply,
} from '../site.ts';
import type { AllSame, Same } from './same.ts';
import { money } from './values.ts';

const newGoal = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameBytes })),
    page: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    value: Type.Optional(money),
  },
  { additionalProperties: false },
);
const goalSummary = Type.Object({
  ...newGoal.properties,
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
});
const goalsReply = Type.Object({ goals: Type.Array(goalSummary) });

const siteSummary = Type.Object({
  site: Type.String(),
  timezone: Type.String(),
  origins: Type.Optional(Type.Array(Type.String())),
  monthly_quota: Type.Optional(Type.Integer()),
  requests_per_minute: Type.Optional(Type.Integer()),
  retention_days: Type.Optional(Type.Integer()),
});
const sitesReply = Type.Object({ sites: Type.Array(siteSummary) });

const ruleList = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 });
const siteRulesReply = Type.Object(
  { hostnames: ruleList, excluded_paths: ruleList, kept_parameters: ruleList },
  { additionalProperties: false },
);

const sessionReply = Type.Object({ signedIn: Type.Boolean(), provider: Type.Optional(Type.String()) });

const tokenSummary = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  scope: Type.Union([Type.Literal('ingest'), Type.Literal('read'), Type.Literal('admin')]),
  site: Type.Optional(Type.String()),
  createdAt: Type.Number(),
});
const tokensReply = Type.Object({ tokens: Type.Array(tokenSummary) });
const newTokenReply = Type.Object({ ...tokenSummary.properties, token: Type.String() });

const newAnnotation = Type.Object(
  {
    site_id: Type.String({ minLength: 1, maxLength: 256 }),
    time: Type.Optional(Type.Integer({ minimum: Date.UTC(2000), maximum: Date.UTC(2100) })),
    text: Type.String({ minLength: 1, maxLength: 200 }),
    link: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
  },
  { additionalProperties: false },
);
const annotation = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  time: Type.Integer(),
  text: Type.String(),
  link: Type.Optional(Type.String()),
});
const annotationsReply = Type.Object({ annotations: Type.Array(annotation) });

const newSharedLink = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 64 })),
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 256 })),
    mayEmbed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const sharedLinkSummary = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  hasPassword: Type.Boolean(),
  mayEmbed: Type.Boolean(),
  createdAt: Type.Number(),
});
const sharedLinksReply = Type.Object({ links: Type.Array(sharedLinkSummary) });
const newSharedLinkReply = Type.Object({ ...sharedLinkSummary.properties, path: Type.String() });
const unlockedReply = Type.Object({ key: Type.String(), seconds: Type.Integer() });

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof newGoal>, NewGoal>,
    Same<Static<typeof goalSummary>, GoalSummary>,
    Same<Static<typeof goalsReply>, GoalsReply>,
    Same<Static<typeof siteSummary>, SiteSummary>,
    Same<Static<typeof sitesReply>, SitesReply>,
    Same<Static<typeof siteRulesReply>, SiteRulesReply>,
    Same<Static<typeof sessionReply>, SessionReply>,
    Same<Static<typeof tokensReply>, TokensReply>,
    Same<Static<typeof newTokenReply>, NewTokenReply>,
    Same<Static<typeof newAnnotation>, NewAnnotation>,
    Same<Static<typeof annotation>, Annotation>,
    Same<Static<typeof annotationsReply>, AnnotationsReply>,
    Same<Static<typeof newSharedLink>, NewSharedLink>,
    Same<Static<typeof sharedLinkSummary>, SharedLinkSummary>,
    Same<Static<typeof sharedLinksReply>, SharedLinksReply>,
    Same<Static<typeof newSharedLinkReply>, NewSharedLinkReply>,
    Same<Static<typeof unlockedReply>, UnlockedReply>,
  ]
>;

export const newGoalSchema: TSchema = newGoal;
export const goalSummarySchema: TSchema = goalSummary;
export const goalsReplySchema: TSchema = goalsReply;
export const sitesReplySchema: TSchema = sitesReply;
export const siteSummarySchema: TSchema = siteSummary;
export const sessionReplySchema: TSchema = sessionReply;
export const tokensReplySchema: TSchema = tokensReply;
export const newTokenReplySchema: TSchema = newTokenReply;
export const newSharedLinkSchema: TSchema = newSharedLink;
export const sharedLinksReplySchema: TSchema = sharedLinksReply;
export const newSharedLinkReplySchema: TSchema = newSharedLinkReply;
export const unlockedReplySchema: TSchema = unlockedReply;
export const newAnnotationSchema: TSchema = newAnnotation;
export const annotationSchema: TSchema = annotation;
export const annotationsReplySchema: TSchema = annotationsReply;
export const siteRulesReplySchema: TSchema = siteRulesReply;
/** Rules that are not named stay. */
export const siteRulesChangeSchema: TSchema = Type.Partial(siteRulesReply, {
  additionalProperties: false,
});
