import type { Arrival, Event } from '@passerby/collector/testing';
import { findDifferences, isNamed, nameOf, type Expected } from './match.ts';
import { findNearest } from './nearest.ts';

const mostLines = 50;
const longestText = 200;

/** A value as a test would write it, cut where it is long or deep: of a rejected event it may be anything. */
export function show(value: unknown, depth = 3): string {
  if (typeof value === 'string') return `'${cut(value.replaceAll(/[\\']/g, '\\$&'))}'`;
  if (value instanceof RegExp || typeof value !== 'object' || value === null) return cut(value);
  if ('asymmetricMatch' in value) return showMatcher(value);
  if (depth === 0) return '{…}';
  const entries = Object.entries(value).slice(0, mostLines);
  const shown = entries.map(([key, inner]) => `${showKey(key)}: ${show(inner, depth - 1)}`);
  return shown.length === 0 ? '{}' : `{ ${shown.join(', ')} }`;
}

function cut(value: unknown): string {
  const text = String(value);
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** `Any<Number>` in Jest, Vitest and Playwright alike. */
const showMatcher = (matcher: object & { toAsymmetricMatcher?(): string }): string =>
  matcher.toAsymmetricMatcher?.() ?? 'a matcher';

const showKey = (key: string): string => (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : show(key));

/** A call as a test would write it, without what is not given at its end. */
export function showCall(subject: string, matcher: string, args: readonly unknown[]): string {
  const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
  return `expect(${subject}).${matcher}(${given.map((arg) => show(arg)).join(', ')})`;
}

/** The events nearest to the expected one, and where each differs. Empty where none is near. */
export function explainNearest(events: readonly Event[], expected: Expected): string[] {
  return findNearest(events, expected).flatMap((event) => {
    const { name, address } = expected;
    const isOther = !isNamed(event, expected);
    const actual = name === undefined ? showAddress(event, address) : nameOf(event);
    return [
      `  #${events.indexOf(event) + 1} ${showEvent(event)}`,
      ...(isOther ? [`    - ${show(name ?? address)}`, `    + ${show(actual)}`] : []),
      ...findDifferences(event, expected).flatMap(({ key, expected: wanted, actual: given }) => [
        `    - ${showKey(key)}: ${show(wanted)}`,
        `    + ${showKey(key)}: ${show(given)}`,
      ]),
    ];
  });
}

/** As it was expected: the whole URL, or its path. */
function showAddress({ url }: Event, address: string | RegExp | undefined): string {
  const { pathname, search } = new URL(url);
  return typeof address === 'string' && address.startsWith('/') ? pathname + search : url;
}

/** `signup on /sign-up { plan: 'pro' }`. */
export function showEvent(event: Event): string {
  const url = URL.parse(event.url);
  const where = url ? url.pathname + url.search : event.url;
  const props = event.props && Object.keys(event.props).length > 0 ? ` ${show(event.props)}` : '';
  return `${cut(nameOf(event))} on ${cut(where)}${props}`;
}

/** A line for each event that came, by the clock of its page since the first one; the last ones where there are many. */
export function showTimeline(arrivals: readonly Pick<Arrival, 'event' | 'fate' | 'rejection'>[]): string[] {
  const start = arrivals[0]?.event.time ?? 0;
  let number = 0;
  const lines = arrivals.map(({ event, fate, rejection }) => {
    // Anything may have been rejected.
    if (typeof event !== 'object' || event === null) return `  ✗ no event: ${rejection?.message}`;
    const mark = { accepted: `#${fate === 'accepted' ? ++number : ''}`, duplicate: '=', rejected: '✗' }[fate];
    const why = {
      accepted: '',
      duplicate: ' (came before)',
      rejected: ` (${rejection?.code}: ${rejection?.message})`,
    }[fate];
    return `  ${mark} +${event.time - start} ms ${showEvent(event)}${why}`;
  });
  if (lines.length <= mostLines) return lines;
  return [`  … ${lines.length - mostLines} before`, ...lines.slice(-mostLines)];
}
