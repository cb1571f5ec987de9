import { explainNearest, showCall, showTimeline } from '../expectation/explain.ts';
import { explainOffPlan, type ExpectedPlan } from '../expectation/off-plan.ts';
import { isExpected, type Expected, type ExpectedProps } from '../expectation/match.ts';
import type { TestTracker } from './create-test-tracker.ts';

/** How often an event is expected. */
export interface TimesExpectation {
  /** Exactly so many such events; default at least one. */
  times?: number;
}

/** What Jest and Vitest take from a matcher. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** The assertions that `expect(tracker)` has, for a tracker of `createTestTracker()`. */
export interface TrackerMatchers {
  /** A custom event of this name with these properties, among others, was tracked. */
  toHaveTracked(name: string, props?: ExpectedProps, options?: TimesExpectation): void;
  /** A page view of this path (`/pricing`), path with query, URL or pattern was tracked. */
  toHaveTrackedPageView(
    address?: string | RegExp,
    options?: TimesExpectation & { props?: ExpectedProps },
  ): void;
  /** All custom events are as a tracking plan says: one of `definePlan()`. */
  toMatchPlan(plan: ExpectedPlan): void;
}

/** For `expect.extend` of Jest, Vitest and whatever has the same protocol. */
export const matchers: {
  toHaveTracked(
    tracker: unknown,
    name: string,
    props?: ExpectedProps,
    options?: TimesExpectation,
  ): MatcherResult;
  toHaveTrackedPageView(
    tracker: unknown,
    address?: string | RegExp,
    options?: TimesExpectation & { props?: ExpectedProps },
  ): MatcherResult;
  toMatchPlan(tracker: unknown, plan: ExpectedPlan): MatcherResult;
} = {
  toHaveTracked(tracker, name, props, options = {}) {
    const call = ['toHaveTracked', [name, props, ...(options.times === undefined ? [] : [options])]] as const;
    return judge(tracker, { type: 'event', name, props }, options.times, call);
  },
  toHaveTrackedPageView(tracker, address, options = {}) {
    const call = ['toHaveTrackedPageView', [address]] as const;
    return judge(tracker, { type: 'pageview', address, props: options.props }, options.times, call);
  },
  toMatchPlan(tracker, plan) {
    const { events } = toTestTracker(tracker, 'toMatchPlan');
    const wrong = explainOffPlan(events(), plan);
    const what = wrong.length > 0 ? 'Against the plan:' : 'All events are as planned.';
    const call = `expect(tracker)${wrong.length > 0 ? '' : '.not'}.toMatchPlan(plan ${plan.version})`;
    return { pass: wrong.length === 0, message: () => [call, '', what, ...wrong].join('\n') };
  },
};

function judge(
  subject: unknown,
  expected: Expected,
  times: number | undefined,
  call: readonly [matcher: string, args: readonly unknown[]],
): MatcherResult {
  const tracker = toTestTracker(subject, call[0]);
  const events = tracker.events();
  const dropped = tracker.dropped();
  const found = events.filter((event) => isExpected(event, expected)).length;
  const pass = times === undefined ? found > 0 : found === times;
  return {
    pass,
    message() {
      const nearest = found > 0 ? [] : explainNearest(events, expected);
      const reasons = Object.entries(Object.groupBy(dropped, ({ reason }) => reason));
      return [
        showCall('tracker', ...call).replace(').', pass ? ').not.' : ').'),
        '',
        `${found} such ${found === 1 ? 'event was' : 'events were'} tracked${times === undefined || pass ? '' : `, not ${times}`}.`,
        ...(nearest.length > 0 ? ['', 'Nearest:', ...nearest] : []),
        '',
        ...(events.length > 0
          ? ['Timeline:', ...showTimeline(events.map((event) => ({ event, fate: 'accepted' })))]
          : ['Nothing was tracked.']),
        ...reasons.map(([reason, { length }]) => `Dropped: ${length} (${reason})`),
      ].join('\n');
    },
  };
}

function toTestTracker(subject: unknown, matcher: string): TestTracker {
  const tracker = subject as Partial<TestTracker> | null | undefined;
  if (tracker?.events && tracker.dropped) return tracker as TestTracker;
  throw new TypeError(`expect(…).${matcher}: give the tracker of createTestTracker()`);
}
