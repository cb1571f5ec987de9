import type { Event } from '@passerby/collector/testing';
import { distance } from 'fastest-levenshtein';
import { findDifferences, isNamed, nameOf, type Expected } from './match.ts';

const mostShown = 3;
/** Letters to change at most for a name to be taken for a slip of another. */
const mostSlips = 2;

/** The events that the test may have meant, the nearest first: of the same name or address, or nearly so. */
export function findNearest(events: readonly Event[], expected: Expected): Event[] {
  return events
    .map((event) => ({ event, apart: findDistance(event, expected) }))
    .filter(({ apart }) => apart < Infinity)
    .toSorted((one, other) => one.apart - other.apart)
    .slice(0, mostShown)
    .map(({ event }) => event);
}

function findDistance(event: Event, expected: Expected): number {
  const differences = findDifferences(event, expected).length;
  if (isNamed(event, expected)) return differences;
  if (event.type !== expected.type) return Infinity;
  // Any other page view may be the one whose address changed.
  if (event.type === 'pageview') return 1_000 + differences;
  const slips = distance(toLetters(nameOf(event)), toLetters(expected.name ?? ''));
  return slips <= mostSlips ? 1_000 * (slips + 1) + differences : Infinity;
}

/** `Sign-Up` and `sign_up` are one slip. */
const toLetters = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
