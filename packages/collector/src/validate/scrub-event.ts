import { limits } from '@passerby/wire';
import { keepQuery } from '../enrich/page-address.ts';

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
  'plan',
];
/** Longest text kept of a value that no valid event has, and most entries of one object: enough to see what is wrong. */
const longestText = 256;
const mostEntries = 60;

export interface ScrubbedEvent {
  /** Always JSON, whatever was sent. */
  text: string;
  /** Nothing but the query of a URL is missing of what we would store. */
  isWhole: boolean;
}

/**
 * A rejected event as it may be kept: known fields only, URLs without fragment and with those parameters of their query
 * that the site keeps, texts that no valid event has cut, nothing nested deeper than props are.
 */
export function scrubEvent(event: unknown, keptParameters: string[] = []): ScrubbedEvent {
  const whole = scrub(event, keptParameters, limits.propValueBytes, limits.urlBytes);
  if (whole.text.length <= limits.eventBytes) return whole;
  return { ...scrub(event, keptParameters, longestText, longestText), isWhole: false };
}

function scrub(event: unknown, keptParameters: string[], textLimit: number, urlLimit: number): ScrubbedEvent {
  let isWhole = true;
  const cutText = (text: string, limit: number): string => {
    if (text.length <= limit) return text;
    isWhole = false;
    return text.slice(0, longestText);
  };
  const cut = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return cutText(value, textLimit);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === 0) {
      isWhole = false;
      return Array.isArray(value) ? '[…]' : '{…}';
    }
    const entries = Object.entries(value);
    if (entries.length > mostEntries) isWhole = false;
    return Object.fromEntries(
      entries.slice(0, mostEntries).map(([key, inner]) => [cutText(key, longestText), cut(inner, depth - 1)]),
    );
  };
  if (typeof event !== 'object' || event === null) return { text: JSON.stringify(cut(event, 1)), isWhole };
  const sent = event as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of fields) {
    if (!Object.hasOwn(sent, field)) continue;
    const value = sent[field];
    const isUrl = (field === 'url' || field === 'referrer') && typeof value === 'string';
    if (!isUrl) kept[field] = cut(value, 1);
    else kept[field] = cutText(withoutQuery(value, field === 'url' ? keptParameters : []), urlLimit);
  }
  return { text: JSON.stringify(kept), isWhole };
}

function withoutQuery(text: string, keptParameters: string[]): string {
  const url = keptParameters.length > 0 ? URL.parse(text) : null;
  return (text.split(/[?#]/, 1)[0] ?? '') + (url ? keepQuery(url, keptParameters) : '');
}
