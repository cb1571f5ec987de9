import type { Dimension, FilterDimension, PropDimension, TimeDimension } from '@passerby/wire';
import type { Bindings } from './bindings.ts';
import { isTime, stepSql, toTimeStep } from './time-step.ts';
import { countryCodes, countryNames } from './countries.ts';
import type { Range } from './date-range.ts';

/** What the API calls a visit without a source. */
const direct = 'Direct / None';
/** What it calls an event without a property. */
const none = '(none)';

/** What belongs to the visit as a whole, and how `sessions` answers it. */
type SessionDimension = Extract<
  FilterDimension,
  | 'visit:entry_page'
  | 'visit:exit_page'
  | 'visit:source'
  | 'visit:channel'
  | 'visit:referrer'
  | `visit:utm_${string}`
>;

export const sessionColumns: Record<SessionDimension, { name: string; sql: string }> = {
  'visit:entry_page': { name: 'visit_entry_page', sql: 'argMinIfMerge(entry_page)' },
  'visit:exit_page': { name: 'visit_exit_page', sql: 'argMaxIfMerge(exit_page)' },
  'visit:source': {
    name: 'visit_source',
    sql: `if(argMinMerge(source) = '', '${direct}', argMinMerge(source))`,
  },
  'visit:channel': {
    name: 'visit_channel',
    // Visits of before there were channels.
    sql: `multiIf(argMinMerge(channel) != '', argMinMerge(channel), argMinMerge(source) = '', 'Direct', 'Unassigned')`,
  },
  'visit:referrer': { name: 'visit_referrer', sql: 'argMinMerge(referrer)' },
  'visit:utm_source': { name: 'visit_utm_source', sql: 'argMinMerge(utm_source)' },
  'visit:utm_medium': { name: 'visit_utm_medium', sql: 'argMinMerge(medium)' },
  'visit:utm_campaign': { name: 'visit_utm_campaign', sql: 'argMinMerge(campaign)' },
  'visit:utm_content': { name: 'visit_utm_content', sql: 'argMinMerge(content)' },
  'visit:utm_term': { name: 'visit_utm_term', sql: 'argMinMerge(term)' },
};

export const isOfSession = (dimension: Dimension): dimension is SessionDimension =>
  dimension in sessionColumns;

/** What each event knows by itself. A visit has one device and one country, so these need no look at the visit. */
export const eventColumns: Record<
  Exclude<FilterDimension, SessionDimension | PropDimension | 'event:goal' | 'event:currency'>,
  string
> = {
  'event:page': 'path',
  'event:name': 'toString(name)',
  'event:hostname': 'toString(hostname)',
  'event:plan': "if(plan = 0, '', toString(plan))",
  'visit:country': 'toString(country)',
  'visit:country_name': `transform(toString(country), ${toArraySql(countryCodes)}, ${toArraySql(countryNames)})`,
  'visit:region': 'toString(region)',
  'visit:city': "if(city = 0, '', toString(city))",
  'visit:city_name': 'toString(city_name)',
  'visit:asn': "if(asn = 0, '', toString(asn))",
  'visit:browser': 'toString(browser)',
  'visit:browser_version': 'toString(browser_version)',
  'visit:os': 'toString(os)',
  'visit:os_version': 'toString(os_version)',
  'visit:device': 'toString(device)',
  // Not the column that groupings call `bot` as well.
  'visit:bot': 'toString(events.bot)',
};

/** A function declaration, so that the table above can be made with it. */
function toArraySql(texts: string[]): string {
  return `[${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]`;
}

const isProp = (dimension: Dimension): dimension is PropDimension => dimension.startsWith('event:props:');

/** SQL of a dimension of the event; goals and currencies are those of `goal-sql.ts`. */
export function toEventColumn(
  dimension: keyof typeof eventColumns | PropDimension | TimeDimension,
  bindings: Bindings,
  range: Range,
): string {
  if (isTime(dimension)) return stepSql[toTimeStep(dimension, range)]('time');
  if (!isProp(dimension)) return eventColumns[dimension];
  const key = bindings.bind(dimension.slice('event:props:'.length), 'String');
  return `if(mapContains(props, ${key}), props[${key}], '${none}')`;
}
