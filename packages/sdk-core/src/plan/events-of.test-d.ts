import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { shareTracker } from '../adapter.ts';
import { createTracker, type Tracker } from '../index.ts';
import { definePlan, withPlan, type EventsOf } from '../plan.ts';

interface SignUp {
  plan: 'free' | 'pro';
  seats?: number;
}

const plan = definePlan({
  zod: { props: z.object({ plan: z.enum(['free', 'pro']), seats: z.number().optional() }) },
  valibot: { props: v.object({ plan: v.picklist(['free', 'pro']), seats: v.optional(v.number()) }) },
  converted: { props: toStandardJsonSchema(v.object({ plan: v.picklist(['free', 'pro']) })) },
  arktype: { props: type({ plan: "'free' | 'pro'", 'seats?': 'number' }) },
  json: {
    props: {
      type: 'object',
      properties: { plan: { enum: ['free', 'pro'] }, seats: { type: 'integer' } },
      required: ['plan'],
    },
    owner: 'growth',
  },
  logout: {},
});
type Events = EventsOf<typeof plan>;
const options = { site: 'a', endpoint: 'https://stats.example' };

describe('the events of a plan', () => {
  test('have the types of their schemas, whatever the library', () => {
    expectTypeOf<Events['zod']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['valibot']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['converted']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['arktype']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['json']>().toEqualTypeOf<SignUp>();
  });

  test.each([
    createTracker<typeof plan>(withPlan(plan, options)),
    // As a map of events, which is the same.
    createTracker<Events>(withPlan(plan, options)),
  ])('are what a tracker takes, and nothing else', (tracker) => {
    expectTypeOf(tracker.trackEvent).toBeCallableWith('logout');
    tracker.trackEvent('json', { plan: 'pro', seats: 3 });
    tracker.trackEvent('zod', { plan: 'free' });
    tracker.trackEvent('logout');
    tracker.trackEvent('video', 'logout', 'intro', 30);
    // @ts-expect-error no such event
    void (() => tracker.trackEvent('log_out'));
    // @ts-expect-error no such plan
    void (() => tracker.trackEvent('json', { plan: 'gold' }));
    // @ts-expect-error the plan is missing
    void (() => tracker.trackEvent('zod', {}));
    // @ts-expect-error what a plan has besides its events is none
    void (() => tracker.trackEvent('version'));
  });

  test('may be called as the parts of a plan are', () => {
    const tracker = createTracker<{ version: { to: number }; events: { count: number } }>(options);
    expectTypeOf(tracker.trackEvent).toBeCallableWith('version', { to: 3 });
    expectTypeOf(tracker.trackEvent).toBeCallableWith('events', { count: 1 });
    // @ts-expect-error an event of that name has no such property
    void (() => tracker.trackEvent('events', { version: 1 }));
  });

  test('of any kind go where no plan is given', () => {
    createTracker(options).trackEvent('whatever', { it: 'is' });
    expectTypeOf(createTracker(options)).toEqualTypeOf<Tracker>();
    expectTypeOf(createTracker<typeof plan>(options)).toEqualTypeOf<Tracker<Events>>();
    const typed: Tracker<Events> = createTracker(options);
    expectTypeOf(typed.trackEvent).toBeCallableWith('logout');
  });

  test('are those of whoever wraps it', () => {
    const create = <Mine>(): Tracker<Mine> => createTracker(options);
    expectTypeOf(create<Events>()).toEqualTypeOf<Tracker<Events>>();
    expectTypeOf(shareTracker<Events>(createTracker, options)).toExtend<Tracker<Events>>();
    // @ts-expect-error a plan does not make up for a missing endpoint
    void (() => createTracker<typeof plan>({ site: 'a' }));
  });
});
