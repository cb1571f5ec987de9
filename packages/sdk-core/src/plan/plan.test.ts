import { type } from 'arktype';
import * as v from 'valibot';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Event } from '@passerby/wire';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import { createTracker } from '../index.ts';
import { definePlan, findViolations, withPlan } from '../plan.ts';

const event = (name: string, props?: Event['props']): Event => ({
  id: '0',
  type: 'event',
  name,
  time: 0,
  url: 'https://shop.example/',
  ...(props && { props }),
});
const options = { site: 'shop.example', endpoint: 'https://stats.example', pageViews: false } as const;

describe.each([
  ['zod', z.object({ plan: z.enum(['free', 'pro']) })],
  ['valibot', v.object({ plan: v.picklist(['free', 'pro']) })],
  ['arktype', type({ plan: "'free' | 'pro'" })],
])('a plan in %s', (_library, props) => {
  const plan = definePlan({ signup: { props } });

  test('lets through what is planned, and names the path of what is not', () => {
    expect(findViolations(plan, event('signup', { plan: 'pro' }))).toEqual([]);
    expect(findViolations(plan, event('signup', { plan: 'gold' })).map(({ path }) => path)).toEqual([
      'props.plan',
    ]);
  });
});

describe('a plan', () => {
  const plan = definePlan(
    { signup: { props: { type: 'object', properties: { plan: {} }, required: ['plan'] } }, logout: {} },
    { version: 3 },
  );

  test('knows names, and in plain JSON Schema what must be there', () => {
    expect(findViolations(plan, event('logout', { any: 1 }))).toEqual([]);
    expect(findViolations(plan, event('signup', { plan: 1 }))).toEqual([]);
    expect(findViolations(plan, event('signup'))).toEqual([{ path: 'props.plan', message: 'is missing' }]);
    expect(findViolations(plan, event('toString'))).toEqual([
      { path: 'name', message: '"toString" is not in the plan' },
    ]);
    expect(findViolations({ ...plan, allowOthers: true }, event('other'))).toEqual([]);
    expect(findViolations(plan, { ...event('x'), type: 'pageview' })).toEqual([]);
  });

  describe('in a tracker', () => {
    afterEach(() => vi.restoreAllMocks());

    test('gives events its version, and says in development what is against it', async () => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      const page = createFakeEnvironment();
      const tracker = createTracker(withPlan(plan, options), page);
      tracker.trackEvent('logout');
      expect(warn).not.toHaveBeenCalled();
      tracker.trackEvent('sign_up');
      await tracker.flush();
      expect(page.sent.flatMap(({ batch }) => batch.events)).toMatchObject([
        { name: 'logout', plan: 3 },
        { name: 'sign_up', plan: 3 },
      ]);
      expect(warn.mock.calls.map(([message]) => message as string)).toEqual([
        'passerby: against plan 3: name: "sign_up" is not in the plan',
      ]);
    });

    test('comes after the app’s own beforeSend', () => {
      const page = createFakeEnvironment();
      const seen: unknown[] = [];
      const beforeSend = (made: Event): Event | null => {
        seen.push(made.plan);
        return made.type === 'event' && made.name === 'logout' ? null : made;
      };
      const tracker = createTracker(withPlan(plan, { ...options, beforeSend }), page);
      tracker.trackEvent('logout');
      expect([seen, tracker.stats().dropped]).toEqual([[undefined], { 'before-send': 1 }]);
    });
  });
});
