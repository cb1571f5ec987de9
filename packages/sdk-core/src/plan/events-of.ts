import type { PropsInput } from '../event/clean-props.ts';

/** What of Standard Schema (https://standardschema.dev) a plan reads. */
export interface StandardSchema<Input = unknown> {
  readonly '~standard': {
    readonly types?: { readonly input: Input } | undefined;
    readonly validate: (value: unknown) => object;
  };
}

/** What of JSON Schema gives a plan's properties their types; the collector reads all of it. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

type Value<Schema> = Schema extends { readonly const: infer One }
  ? One
  : Schema extends { readonly enum: readonly (infer One)[] }
    ? One
    : Schema extends { readonly type: 'string' }
      ? string
      : Schema extends { readonly type: 'number' | 'integer' }
        ? number
        : Schema extends { readonly type: 'boolean' }
          ? boolean
          : string | number | boolean;

type Flat<Props> = { [Key in keyof Props]: Props[Key] };

type FromJson<Properties, Required> = Flat<
  { -readonly [Key in keyof Properties as Key extends Required ? Key : never]: Value<Properties[Key]> } & {
    -readonly [Key in keyof Properties as Key extends Required ? never : Key]?: Value<Properties[Key]>;
  }
>;

type PropsOf<Planned> = Planned extends { readonly props: infer Schema }
  ? Schema extends StandardSchema
    ? NonNullable<Schema['~standard']['types']>['input']
    : Schema extends { readonly properties: infer Properties }
      ? FromJson<Properties, Schema extends { readonly required: readonly (infer Key)[] } ? Key : never>
      : PropsInput
  : PropsInput;

/** What of a plan its type is known by: no map of events has a number for the properties of one. */
export interface AnyPlan {
  readonly version: number;
  readonly events: object;
}

/** The events of a plan as a map of events: the type of its tracker is `Tracker<EventsOf<typeof plan>>`. */
export type EventsOf<Planned extends Pick<AnyPlan, 'events'>> = {
  [Name in keyof Planned['events']]: PropsOf<Planned['events'][Name]>;
};
