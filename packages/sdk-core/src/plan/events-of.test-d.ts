import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { createTracker } from '../index.ts';
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

describe('the events of a plan', () => {
  test('have the types of their schemas, whatever the library', () => {
    expectTypeOf<Events['zod']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['valibot']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['converted']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['arktype']['plan']>().toEqualTypeOf<SignUp['plan']>();
    expectTypeOf<Events['json']>().toEqualTypeOf<SignUp>();
  });

  test('are what a tracker takes, and nothing else', () => {
    const tracker = createTracker<Events>(withPlan(plan, { site: 'a', endpoint: 'https://stats.example' }));
    expectTypeOf(tracker.trackEvent).toBeCallableWith('logout');
    tracker.trackEvent('json', { plan: 'pro', seats: 3 });
    tracker.trackEvent('zod', { plan: 'free' });
    tracker.trackEvent('logout');
    // @ts-expect-error no such event
    void (() => tracker.trackEvent('log_out'));
    // @ts-expect-error no such plan
    void (() => tracker.trackEvent('json', { plan: 'gold' }));
    // @ts-expect-error the plan is missing
    void (() => tracker.trackEvent('zod', {}));
  });
});
