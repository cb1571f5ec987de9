/** The fields of an event that we would store; whatever else was sent is not kept. */
const fields = [
  'id',
  'type',
  'name',
  'time',
  'seq',
  'page',
  'url',
  'route',
  'referrer',
  'title',
  'props',
  'revenue',
  'engagedMs',
  'scrollDepth',
];
const urls = new Set(['url', 'referrer']);
/** Longest text kept of one value, and most entries of one object: enough to see what is wrong. */
const longestText = 256;
const mostEntries = 60;

/**
 * A rejected event as it may be kept: known fields only, URLs without query and fragment, long texts cut, nothing
 * nested deeper than props are. Always JSON, whatever was sent.
 */
export function scrubEvent(event: unknown): string {
  if (typeof event !== 'object' || event === null) return JSON.stringify(scrubValue(event, 1));
  const sent = event as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of fields) {
    if (!Object.hasOwn(sent, field)) continue;
    const value = sent[field];
    kept[field] = scrubValue(
      urls.has(field) && typeof value === 'string' ? value.split(/[?#]/, 1)[0] : value,
      1,
    );
  }
  return JSON.stringify(kept);
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, longestText);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return Array.isArray(value) ? '[…]' : '{…}';
  const entries = Object.entries(value).slice(0, mostEntries);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key.slice(0, longestText), scrubValue(inner, depth - 1)]),
  );
}
