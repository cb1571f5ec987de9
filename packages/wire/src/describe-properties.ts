import type { PlannedEventDocument } from './plan.ts';

/** A property of a planned event, for people. */
export interface PlannedProperty {
  name: string;
  /** What it may be: values as JSON, or types; `any` where the schema says neither. */
  value: string;
  isRequired: boolean;
  description: string;
}

interface Shape {
  properties?: Record<
    string,
    { type?: string | string[]; enum?: unknown[]; const?: unknown; description?: string }
  >;
  required?: string[];
}

/** What a plan says of the properties of an event, in its order; none where any will do. */
export function describeProperties({ props }: PlannedEventDocument): PlannedProperty[] {
  const { properties = {}, required = [] } = Object(props) as Shape;
  return Object.entries(properties).map(
    ([name, { type = 'any', enum: values, const: value, description = '' }]) => {
      const allowed = values ?? (value === undefined ? undefined : [value]);
      return {
        name,
        value: allowed?.map((one) => JSON.stringify(one)).join(', ') ?? [type].flat().join(' or '),
        isRequired: required.includes(name),
        description,
      };
    },
  );
}
