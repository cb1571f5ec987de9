import type { FilterDimension as AnyDimension, FilterOperator, PropDimension } from '@passerby/wire';

/** The dimensions that the page can filter on, and the name of each in the address. */
export const dimensionKeys = {
  'event:page': 'page',
  'event:name': 'event',
  'event:goal': 'goal',
  'event:hostname': 'hostname',
  'visit:entry_page': 'entry',
  'visit:exit_page': 'exit',
  'visit:source': 'source',
  'visit:channel': 'channel',
  'visit:referrer': 'referrer',
  'visit:utm_source': 'utm_source',
  'visit:utm_medium': 'utm_medium',
  'visit:utm_campaign': 'utm_campaign',
  'visit:utm_content': 'utm_content',
  'visit:utm_term': 'utm_term',
  'visit:country': 'country',
  'visit:region': 'region',
  'visit:city_name': 'city',
  'visit:browser': 'browser',
  'visit:browser_version': 'browser_version',
  'visit:os': 'os',
  'visit:os_version': 'os_version',
  'visit:device': 'device',
} as const satisfies Partial<Record<AnyDimension, string>>;

export type NamedDimension = keyof typeof dimensionKeys;
export const namedDimensions = Object.keys(dimensionKeys) as NamedDimension[];
/** Or a property of events. */
export type FilterDimension = NamedDimension | PropDimension;

const propPrefix = 'event:props:';
/** Begins the name of a property in the address: `prop.plan`. */
const propKey = 'prop.';
/** What the collector takes. */
const mostPropCharacters = 64;

export const toPropDimension = (name: string): PropDimension => `${propPrefix}${name}`;
/** The name of the property that a dimension is; undefined for any other. */
export const toPropName = (dimension: FilterDimension): string | undefined =>
  dimension.startsWith(propPrefix) ? dimension.slice(propPrefix.length) : undefined;

export function toDimensionKey(dimension: FilterDimension): string {
  const name = toPropName(dimension);
  return name === undefined ? dimensionKeys[dimension as NamedDimension] : propKey + name;
}

/** The opposite of `toDimensionKey`; undefined for what is no dimension. */
export function parseDimensionKey(key: string): FilterDimension | undefined {
  const name = key.startsWith(propKey) ? key.slice(propKey.length) : '';
  return name !== '' && name.length <= mostPropCharacters
    ? toPropDimension(name)
    : namedDimensions.find((dimension) => dimensionKeys[dimension] === key);
}

export type Operator = Extract<FilterOperator, 'is' | 'is_not' | 'contains'>;
/** A filter as the page makes it: on one dimension, and with case. */
export type Filter = [operator: Operator, dimension: FilterDimension, values: string[]];

const matches = (filter: Filter, dimension: FilterDimension, value: string): boolean =>
  filter[0] === 'is' && filter[1] === dimension && filter[2].includes(value);

/** Whether the page shows only this value of the dimension (perhaps among others). */
export function hasFilter(filters: Filter[], dimension: FilterDimension, value: string): boolean {
  return filters.some((filter) => matches(filter, dimension, value));
}

/** Makes a filter let through all others, or the same again; one that has the same dimension then is joined by it. */
export function flipFilter(filters: Filter[], index: number): Filter[] {
  const flipped = filters[index];
  if (!flipped) return filters;
  const operator = flipped[0] === 'is' ? 'is_not' : 'is';
  const isSame = (filter: Filter): boolean => filter[0] === operator && filter[1] === flipped[1];
  const values = filters.flatMap((filter) => (filter === flipped || isSame(filter) ? filter[2] : []));
  return filters.flatMap((filter): Filter[] => {
    if (filter === flipped) return [[operator, flipped[1], [...new Set(values)]]];
    return isSame(filter) ? [] : [filter];
  });
}

/** Adds the value to what the dimension may be, or takes it out again. */
export function toggleFilter(filters: Filter[], dimension: FilterDimension, value: string): Filter[] {
  if (hasFilter(filters, dimension, value)) {
    return filters
      .map((filter): Filter =>
        matches(filter, dimension, value)
          ? ['is', dimension, filter[2].filter((each) => each !== value)]
          : filter,
      )
      .filter((filter) => filter[2].length > 0);
  }
  const widened = filters.map((filter): Filter =>
    filter[0] === 'is' && filter[1] === dimension ? ['is', dimension, [...filter[2], value]] : filter,
  );
  return filters.some((filter) => filter[0] === 'is' && filter[1] === dimension)
    ? widened
    : [...filters, ['is', dimension, [value]]];
}
