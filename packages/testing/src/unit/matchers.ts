import { explainNearest, showCall, showTimeline } from '../expectation/explain.ts';
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
} = {
  toHaveTracked(tracker, name, props, options = {}) {
    const call = ['toHaveTracked', [name, props, ...(options.times === undefined ? [] : [options])]] as const;
    return judge(tracker, { type: 'event', name, props }, options.times, call);
  },
  toHaveTrackedPageView(tracker, address, options = {}) {
    const call = ['toHaveTrackedPageView', [address]] as const;
    return judge(tracker, { type: 'pageview', address, props: options.props }, options.times, call);
  },
};

function judge(
  subject: unknown,
  expected: Expected,
  times: number | undefined,
  call: readonly [matcher: string, args: readonly unknown[]],
): MatcherResult {
  const tracker = subject as Partial<TestTracker> | null | undefined;
  if (!tracker?.events || !tracker.dropped) {
    throw new TypeError(`expect(…).${call[0]}: give the tracker of createTestTracker()`);
  }
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
