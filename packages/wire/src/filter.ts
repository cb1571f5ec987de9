/** A property of events: `event:props:plan`. Its name is at most 64 bytes. */
export type PropDimension = `event:props:${string}`;

/** Dimensions with a value of their own, which can also be filtered on. */
export type FilterDimension =
  | 'event:page'
  | 'event:name'
  | 'event:plan'
  | 'event:goal'
  | 'event:hostname'
  | 'event:currency'
  | PropDimension
  | 'visit:entry_page'
  | 'visit:exit_page'
  | 'visit:source'
  | 'visit:channel'
  | 'visit:referrer'
  | 'visit:utm_source'
  | 'visit:utm_medium'
  | 'visit:utm_campaign'
  | 'visit:utm_content'
  | 'visit:utm_term'
  | 'visit:country'
  | 'visit:country_name'
  | 'visit:region'
  | 'visit:city'
  | 'visit:city_name'
  | 'visit:asn'
  | 'visit:browser'
  | 'visit:browser_version'
  | 'visit:os'
  | 'visit:os_version'
  | 'visit:device'
  | 'visit:bot';

/** `matches` takes regular expressions in the syntax of RE2. */
export type FilterOperator = 'is' | 'is_not' | 'contains' | 'contains_not' | 'matches' | 'matches_not';

/** A row passes when the dimension equals, contains or matches any of the values; `…_not`: none of them. */
export type ValueFilter = [
  operator: FilterOperator,
  dimension: FilterDimension,
  values: string[],
  /** Default: case matters. */
  modifiers?: { case_sensitive?: boolean },
];

/**
 * Filters can be combined, five deep at most. `has_done` keeps the visits in which any event of the range passes the
 * filter within, `has_not_done` the others.
 */
export type Filter =
  | ValueFilter
  | [operator: 'and' | 'or', filters: Filter[]]
  | [operator: 'not' | 'has_done' | 'has_not_done', filter: Filter];
