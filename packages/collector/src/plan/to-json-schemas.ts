import type { PlannedEventDocument } from '@passerby/wire';

/** What of Standard JSON Schema (https://standardschema.dev/json-schema) we read. */
interface Convertible {
  vendor?: string;
  jsonSchema?: { input(options: { target: string }): object };
}

/**
 * A plan of `definePlan()`, or what is one already, with the schemas of libraries as JSON Schema; whatever else is wrong
 * with it stays. Throws a plain `Error` that says what to change where a library makes none.
 */
export function toJsonSchemas(plan: unknown): unknown {
  const { version, allowOthers, events } = Object(plan) as Record<string, unknown>;
  return {
    version,
    ...(allowOthers !== undefined && allowOthers !== false && { allowOthers }),
    events: Object.fromEntries(
      Object.entries(Object(events)).map(([name, event]) => [name, toDocument(name, event)]),
    ),
  };
}

function toDocument(name: string, event: unknown): unknown {
  const { props, ...about } = Object(event) as PlannedEventDocument;
  if (props === undefined) return about;
  const standard = (props as { '~standard'?: Convertible })['~standard'];
  if (!standard) return { ...about, props };
  if (!standard.jsonSchema) {
    throw new Error(
      standard.vendor === 'valibot'
        ? `events.${name}.props: wrap it by toStandardJsonSchema() of @valibot/to-json-schema`
        : `events.${name}.props: this version of ${standard.vendor} makes no JSON Schema of itself; take a later one`,
    );
  }
  const { $schema: _, ...schema } = standard.jsonSchema.input({ target: 'draft-2020-12' }) as {
    $schema?: string;
  };
  return { ...about, props: schema };
}
