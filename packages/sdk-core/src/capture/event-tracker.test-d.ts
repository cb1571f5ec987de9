import { expectTypeOf, test } from 'vitest';
import type { Tracker } from '../tracker.ts';
import type { EventTracker } from './event-tracker.ts';

test('any tracker fits, also one that takes only some names', () => {
  expectTypeOf<Tracker>().toExtend<EventTracker>();
  expectTypeOf<{
    readonly trackEvent: (name: 'signup' | 'order', props?: { plan?: string } | null) => void;
  }>().toExtend<EventTracker>();
});

test('what cannot track does not fit', () => {
  expectTypeOf<{ track: (name: string) => void }>().not.toExtend<EventTracker>();
});
