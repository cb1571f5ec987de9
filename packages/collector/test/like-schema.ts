import * as fc from 'fast-check';
import { text } from './arbitraries.ts';

/** What of JSON Schema the API's own schemas say. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
}

const anything = fc.jsonValue({ maxDepth: 2 });

/** Values that satisfy a schema in all, in most or in some of their parts. */
export function likeSchema(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: soundBy(schema, depth) },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: text },
  );
}

function soundBy(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (depth > 6) return anything;
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (choices) return fc.oneof(...choices.map((one) => soundBy(one, depth + 1)));
  if (schema.properties) {
    const parts = Object.entries(schema.properties).map(([name, part]) => [
      name,
      likeSchema(part, depth + 1),
    ]);
    return fc.record(Object.fromEntries(parts), { requiredKeys: (schema.required ?? []) as never[] });
  }
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map((item) => likeSchema(item, depth + 1)));
  if (schema.items) return fc.array(likeSchema(schema.items, depth + 1), { maxLength: 4 });
  switch ([schema.type].flat()[0]) {
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 1e6 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.oneof(
        text,
        fc.constantFrom('shop.example', '/', 'pageview', 'signup', '7d', '2026-11-01', 'EUR'),
      );
    default:
      return anything;
  }
}
