import { Type, type Static, type TSchema } from 'typebox';
import { limits } from '../limits.ts';
import type { NewPlan, PlanReply } from '../plan.ts';
import type { AllSame, Same } from './same.ts';
import { key, text, token } from './values.ts';

const planDocument = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
    allowOthers: Type.Optional(Type.Boolean()),
    events: Type.Record(
      key,
      Type.Object(
        {
          props: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
          description: Type.Optional(text),
          owner: Type.Optional(token),
        },
        { additionalProperties: false },
      ),
      { maxProperties: limits.planEvents },
    ),
  },
  { additionalProperties: false },
);
const planMode = Type.Union([Type.Literal('off'), Type.Literal('report'), Type.Literal('reject')]);
const newPlan = Type.Object(
  { mode: planMode, plan: Type.Optional(planDocument) },
  { additionalProperties: false },
);
const planReply = Type.Object({ mode: planMode, versions: Type.Array(planDocument) });

type _SchemasMatchTypes = AllSame<
  [Same<Static<typeof newPlan>, NewPlan>, Same<Static<typeof planReply>, PlanReply>]
>;

export const planDocumentSchema: TSchema = planDocument;
export const newPlanSchema: TSchema = newPlan;
export const planReplySchema: TSchema = planReply;
