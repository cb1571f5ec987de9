import {
  Type,
  type Static,
  type TArray,
  type TOptional,
  type TSchema,
  type TUnknown,
  type TUnsafe,
} from 'typebox';
import type { Filter, FilterDimension, PropDimension, ValueFilter } from '../filter.ts';
import { limits } from '../limits.ts';
import type { AllSame, Same } from './same.ts';

const dimensionOfFilter = Type.Union([
  Type.Literal('event:page'),
  Type.Literal('event:name'),
  Type.Literal('event:plan'),
  Type.Literal('event:goal'),
  Type.Literal('event:hostname'),
  Type.Literal('event:currency'),
  Type.Unsafe<PropDimension>({
    type: 'string',
    pattern: String.raw`^event:props:[\s\S]+$`,
    maxLength: 'event:props:'.length + limits.propKeyBytes,
    title: '"event:props:<name>"',
  }),
  Type.Literal('visit:entry_page'),
  Type.Literal('visit:exit_page'),
  Type.Literal('visit:source'),
  Type.Literal('visit:channel'),
  Type.Literal('visit:referrer'),
  Type.Literal('visit:utm_source'),
  Type.Literal('visit:utm_medium'),
  Type.Literal('visit:utm_campaign'),
  Type.Literal('visit:utm_content'),
  Type.Literal('visit:utm_term'),
  Type.Literal('visit:country'),
  Type.Literal('visit:country_name'),
  Type.Literal('visit:region'),
  Type.Literal('visit:city'),
  Type.Literal('visit:city_name'),
  Type.Literal('visit:asn'),
  Type.Literal('visit:browser'),
  Type.Literal('visit:browser_version'),
  Type.Literal('visit:os'),
  Type.Literal('visit:os_version'),
  Type.Literal('visit:device'),
  Type.Literal('visit:bot'),
]);
export const filterDimension: TUnsafe<FilterDimension> = Type.Unsafe<FilterDimension>(dimensionOfFilter);

/** OpenAPI cannot say that a filter holds filters; `filterSchemas` has what each of them must be. */
const innerFilter = Type.Unsafe<Filter>({ type: 'array', minItems: 2, maxItems: 4, description: 'A filter' });
const filterValues = Type.Array(Type.String({ maxLength: limits.urlBytes }), { minItems: 1, maxItems: 100 });
const modifiers = Type.Object(
  { case_sensitive: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
const valueOperator = Type.Union([
  Type.Literal('is'),
  Type.Literal('is_not'),
  Type.Literal('contains'),
  Type.Literal('contains_not'),
  Type.Literal('matches'),
  Type.Literal('matches_not'),
]);
const bareFilter = Type.Tuple([valueOperator, filterDimension, filterValues]);
const modifiedFilter = Type.Tuple([valueOperator, filterDimension, filterValues, modifiers]);
const combination = Type.Tuple([
  Type.Union([Type.Literal('and'), Type.Literal('or')]),
  Type.Array(innerFilter, { minItems: 1, maxItems: 20 }),
]);
const filterOfOne = Type.Tuple([
  Type.Union([Type.Literal('not'), Type.Literal('has_done'), Type.Literal('has_not_done')]),
  innerFilter,
]);
const anyFilter = Type.Union([bareFilter, modifiedFilter, combination, filterOfOne]);
export const filters: TOptional<TArray<TUnsafe<Filter>>> = Type.Optional(
  Type.Array(Type.Unsafe<Filter>(anyFilter), { maxItems: 20 }),
);

/** In a query of which each filter is going to be judged alone. */
export const filtersUnread: TOptional<TArray<TUnknown>> = Type.Optional(
  Type.Array(Type.Unknown(), { maxItems: 20 }),
);

type _SchemasMatchTypes = AllSame<
  [
    Same<Static<typeof dimensionOfFilter>, FilterDimension>,
    Same<Static<typeof bareFilter | typeof modifiedFilter>, WithAndWithoutLast<ValueFilter>>,
    Same<Static<typeof combination | typeof filterOfOne>, Exclude<Filter, ValueFilter>>,
  ]
>;
/** A tuple whose last member may be left out, as the two that it stands for. */
type WithAndWithoutLast<T extends unknown[]> = T extends [...infer First, unknown?]
  ? First | Required<T>
  : never;

/** Filters by their kind, as each is judged alone, wherever it lies. */
export const filterSchemas: Record<'bare' | 'modified' | 'combination' | 'ofOne', TSchema> = {
  bare: bareFilter,
  modified: modifiedFilter,
  combination,
  ofOne: filterOfOne,
};
