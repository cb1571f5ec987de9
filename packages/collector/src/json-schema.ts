/**
 * Writes the tuples of a JSON Schema as OpenAPI 3.1 wants them (`prefixItems`, draft 2020-12). TypeBox writes them
 * as draft 7 does, by an array of `items`.
 */
export function withPrefixItems(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withPrefixItems);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, withPrefixItems(value)]);
  const { items, additionalItems, ...rest } = Object.fromEntries(entries) as Record<string, unknown>;
  if (Array.isArray(items)) return { ...rest, prefixItems: items, items: additionalItems };
  return items === undefined ? rest : { ...rest, items };
}
