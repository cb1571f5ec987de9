import type { Column } from './encode-rows.ts';

/** Columns of an exported event, and the SQL of each. */
const columns: (Column & { sql: string })[] = [
  { name: 'id', type: 'text', sql: 'toString(event_id)' },
  time('time'),
  time('received_at'),
  ...texts('type', 'name'),
  { name: 'visitor', type: 'text', sql: 'toString(visitor_id)' },
  { name: 'session', type: 'text', sql: 'toString(session_id)' },
  ...texts('hostname', 'path', 'route', 'title', 'referrer', 'source', 'channel'),
  ...texts('medium', 'campaign', 'content', 'term', 'utm_source', 'country', 'region', 'city_name'),
  ...texts('browser', 'browser_version', 'os', 'os_version', 'device', 'language', 'bot', 'currency'),
  ...['screen_width', 'engaged_ms', 'scroll_depth', 'sample_rate', 'plan'].map(
    (name) => ({ name, type: 'number', sql: name }) as const,
  ),
  { name: 'revenue', type: 'number', sql: 'toFloat64(revenue)' },
  { name: 'props', type: 'text', sql: 'toJSONString(props)' },
];

function time(name: string): Column & { sql: string } {
  return { name, type: 'time', sql: `concat(replaceOne(toString(events.${name}), ' ', 'T'), 'Z')` };
}

function texts(...names: string[]): (Column & { sql: string })[] {
  return names.map((name) => ({ name, type: 'text', sql: name }));
}

export const eventColumns: Column[] = columns.map(({ name, type }) => ({ name, type }));

/** The columns as `SELECT` takes them, by their names. */
export const eventExpressions: string = columns
  .map(({ name, sql }) => (name === sql ? name : `${sql} AS ${name}`))
  .join(', ');
