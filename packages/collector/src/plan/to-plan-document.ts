import { Compile } from 'typebox/compile';
import type { PlanDocument } from '@passerby/wire';
import { planDocumentSchema } from '@passerby/wire/schema';
import { describeError } from '../validate/describe-error.ts';
import { toJsonSchemas } from './to-json-schemas.ts';

const validator = Compile(planDocumentSchema);

/** A plan of `definePlan()`, or its JSON, as a document. Throws a plain `Error` that says what to change. */
export function toPlanDocument(plan: unknown): PlanDocument {
  const document = toJsonSchemas(plan);
  if (validator.Check(document)) return document as PlanDocument;
  throw new Error(`the plan is none: ${describeError(validator, document)}; see definePlan()`);
}
