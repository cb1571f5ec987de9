import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import * as schemas from './schema.ts';

// That each schema says what its type says is checked by the compiler, where it is made. What the collector does with
// them is tested there; here is what only a reader of the JSON sees.

/** Parts of a query, and what holds several schemas. */
const parts = new Set(['eventSchemas', 'filterSchemas', 'dateRangeSchema', 'reportSchemas']);
const ofReports = Object.fromEntries(
  Object.entries(schemas.reportSchemas).flatMap(([name, { query, reply }]) => [
    [`${name}Query`, query],
    [`${name}Reply`, reply],
  ]),
);
const json = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));

describe('the schemas', () => {
  it.each(
    Object.entries({ ...schemas.eventSchemas, ...ofReports, ...schemas }).filter(
      ([name]) => !parts.has(name),
    ),
  )('%s is whole after JSON, so that it can be published', (_name, schema) => {
    expect(json(schema)).toMatchObject({ type: 'object', properties: expect.any(Object) as object });
  });

  it('bound every string and every list that a sender makes', () => {
    const unbounded: string[] = [];
    const visit = (schema: Record<string, unknown>, path: string): void => {
      if (
        schema['type'] === 'string' &&
        !('maxLength' in schema) &&
        !('pattern' in schema) &&
        !('const' in schema)
      )
        unbounded.push(path);
      if (schema['type'] === 'array' && !('maxItems' in schema) && !Array.isArray(schema['items']))
        unbounded.push(path);
      for (const [key, value] of Object.entries(schema)) {
        if (typeof value === 'object' && value !== null)
          visit(value as Record<string, unknown>, `${path}/${key}`);
      }
    };
    visit(json(schemas.batchSchema) as Record<string, unknown>, 'batch');
    visit(json(schemas.querySchema) as Record<string, unknown>, 'query');
    expect(unbounded).toEqual([]);
  });
});

describe('the limits', () => {
  it('fit into each other', () => {
    expect(limits.beaconBytes).toBeLessThan(64 * 1024); // https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
    expect(limits.eventBytes).toBeLessThan(limits.beaconBytes);
    expect(limits.beaconBytes).toBeLessThan(limits.batchBytes);
    expect(limits.urlBytes + limits.nameBytes + 2 * limits.textBytes).toBeLessThan(limits.eventBytes);
  });
});
