import type { Event } from '@passerby/collector/testing';

/**
 * A value, a pattern for a text, or an asymmetric matcher such as `expect.any(Number)`, whose type is no more than an
 * object in Playwright. No other object equals anything, as properties are flat.
 */
export type ExpectedValue = string | number | boolean | RegExp | object;

/** Properties that an event must have, among others; `undefined` for one that it must not have. */
export type ExpectedProps = Record<string, ExpectedValue | undefined>;

/** The event that a test expects. */
export interface Expected {
  type: 'event' | 'pageview';
  /** Of a custom event. */
  name?: string;
  /** Of a page view: path, path with query, or whole URL; a pattern is tried on the whole URL. */
  address?: string | RegExp | undefined;
  props?: ExpectedProps | undefined;
}

/** Where an event is not as expected. */
export interface Difference {
  key: string;
  expected: ExpectedValue | undefined;
  actual: unknown;
}

/** Name of a custom event, type of another. */
export const nameOf = (event: Event): string => (event.type === 'event' ? event.name : event.type);

/** Whether it is the event, its properties aside. */
export function isNamed(event: Event, { type, name, address }: Expected): boolean {
  if (event.type !== type) return false;
  return type === 'event' ? nameOf(event) === name : address === undefined || isAt(event.url, address);
}

function isAt(url: string, address: string | RegExp): boolean {
  if (typeof address !== 'string') return new RegExp(address).test(url);
  const { href, pathname, search } = new URL(url);
  return [href, pathname, pathname + search].includes(address);
}

/** Empty where all properties are as expected. */
export function findDifferences({ props: actual = {} }: Event, { props = {} }: Expected): Difference[] {
  return Object.entries(props)
    .filter(([key, expected]) => !isEqual(expected, actual[key]))
    .map(([key, expected]) => ({ key, expected, actual: actual[key] }));
}

function isEqual(expected: ExpectedValue | undefined, actual: unknown): boolean {
  // A copy: a global pattern remembers where it was.
  if (expected instanceof RegExp) return typeof actual === 'string' && new RegExp(expected).test(actual);
  if (typeof expected !== 'object') return Object.is(expected, actual);
  return (expected as { asymmetricMatch?(value: unknown): boolean }).asymmetricMatch?.(actual) === true;
}

export const isExpected = (event: Event, expected: Expected): boolean =>
  isNamed(event, expected) && findDifferences(event, expected).length === 0;

/** Events that are alike in all that counts, each with the earlier one; the clock is the page's. */
export function findRepeated(events: readonly Event[], withinMs: number): [earlier: Event, later: Event][] {
  const last = new Map<string, Event>();
  const repeated: [Event, Event][] = [];
  for (const event of events.filter(({ type }) => type !== 'engagement')) {
    const props = Object.entries(event.props ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const key = JSON.stringify([nameOf(event), event.type, event.url, props]);
    const earlier = last.get(key);
    if (earlier && Math.abs(event.time - earlier.time) < withinMs) repeated.push([earlier, event]);
    last.set(key, event);
  }
  return repeated;
}
