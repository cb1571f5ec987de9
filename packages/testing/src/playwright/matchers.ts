import type { ExpectMatcherState, MatcherReturnType } from '@playwright/test';
import { explainNearest, showCall, showEvent, showTimeline } from '../expectation/explain.ts';
import { explainOffPlan, type ExpectedPlan } from '../expectation/off-plan.ts';
import { findRepeated, isExpected, type Expected, type ExpectedProps } from '../expectation/match.ts';
import type { Tracked, Watched } from './tracked.ts';
import { watchUntil, watchUntilQuiet } from './watch-until.ts';

/** How an event is waited for. */
export interface EventExpectation {
  /** Exactly so many such events; then the assertion waits until nothing more comes. Default: at least one. */
  times?: number;
  /** Longest wait, ms; default Playwright's own for `expect`. */
  timeout?: number;
}

/** How long nothing may come for it to count as all. */
interface Quiet {
  /** Default 300 ms; more for apps that track something later by themselves. */
  quietMs?: number;
}

type Matcher<Args extends unknown[]> = (
  this: ExpectMatcherState,
  tracked: Tracked,
  ...args: Args
) => Promise<MatcherReturnType>;

/** The assertions that `expect(tracked)` has. All of them make the trackers of all pages send at once. */
export type TrackedMatchers = {
  /** A custom event of this name with these properties, among others, arrives. */
  toHaveEvent: Matcher<[name: string, props?: ExpectedProps, options?: EventExpectation]>;
  /** A page view of this path (`/pricing`), path with query, URL or pattern arrives. */
  toHavePageView: Matcher<
    [address?: string | RegExp, options?: EventExpectation & { props?: ExpectedProps }]
  >;
  /** No event of this name has arrived, and none comes until all is quiet. */
  toHaveNoEvent: Matcher<[name: string, options?: Quiet]>;
  /** No event was tracked twice: same name, URL and properties within a second (`withinMs`) of the page's clock. */
  toHaveNoDuplicates: Matcher<[options?: Quiet & { withinMs?: number }]>;
  /** All custom events are as a tracking plan says: one of `definePlan()`. Waits until all is quiet. */
  toMatchPlan: Matcher<[plan: ExpectedPlan, options?: Quiet]>;
};

const defaultTimeoutMs = 5_000;
const defaultQuietMs = 300;

export const matchers: TrackedMatchers = {
  toHaveEvent(tracked, name, props, options) {
    const call = showCall('tracked', 'toHaveEvent', [name, props, options]);
    return expectEvent(this, tracked, { type: 'event', name, props }, { call, ...options });
  },

  toHavePageView(tracked, address, options) {
    const call = showCall('tracked', 'toHavePageView', [address, options]);
    const expected: Expected = { type: 'pageview', address, props: options?.props };
    return expectEvent(this, tracked, expected, { call, ...options });
  },

  async toHaveNoEvent(subject, name, options = {}) {
    const tracked = subject as Watched;
    const found = (): boolean => tracked.events().some((event) => isExpected(event, { type: 'event', name }));
    await watchUntilQuiet(tracked, found, {
      quietMs: options.quietMs ?? defaultQuietMs,
      timeoutMs: this.timeout ?? defaultTimeoutMs,
    });
    const what = found() ? `"${name}" was tracked.` : `No "${name}" was tracked.`;
    const message = explain(tracked, toCall(this, showCall('tracked', 'toHaveNoEvent', [name])), [what]);
    return { pass: !found(), message: () => message, name: 'toHaveNoEvent' };
  },

  async toHaveNoDuplicates(subject, options = {}) {
    const tracked = subject as Watched;
    const { withinMs = 1_000, quietMs = defaultQuietMs } = options;
    const find = (): ReturnType<typeof findRepeated> => findRepeated(tracked.events(), withinMs);
    const timeoutMs = this.timeout ?? defaultTimeoutMs;
    await watchUntilQuiet(tracked, () => find().length > 0, { quietMs, timeoutMs });
    const events = tracked.events();
    const repeated = find();
    const lines = repeated.map(
      ([earlier, later]) =>
        `  #${events.indexOf(earlier) + 1} and #${events.indexOf(later) + 1}, ${later.time - earlier.time} ms apart: ${showEvent(later)}`,
    );
    const what = repeated.length > 0 ? 'Tracked twice:' : 'Nothing was tracked twice.';
    const call = toCall(this, showCall('tracked', 'toHaveNoDuplicates', []));
    const message = explain(tracked, call, [what, ...lines]);
    return { pass: repeated.length === 0, message: () => message, name: 'toHaveNoDuplicates' };
  },

  async toMatchPlan(subject, plan, { quietMs = defaultQuietMs } = {}) {
    const tracked = subject as Watched;
    const find = (): string[] => explainOffPlan(tracked.events(), plan);
    const timeoutMs = this.timeout ?? defaultTimeoutMs;
    await watchUntilQuiet(tracked, () => find().length > 0, { quietMs, timeoutMs });
    const wrong = find();
    const what = wrong.length > 0 ? 'Against the plan:' : 'All events are as planned.';
    const call = toCall(this, `expect(tracked).toMatchPlan(plan ${plan.version})`);
    const message = explain(tracked, call, [what, ...wrong]);
    return { pass: wrong.length === 0, message: () => message, name: 'toMatchPlan' };
  },
};

async function expectEvent(
  state: ExpectMatcherState,
  subject: Tracked,
  expected: Expected,
  options: EventExpectation & { call: string },
): Promise<MatcherReturnType> {
  const { isNot, timeout } = state;
  const tracked = subject as Watched;
  const timeoutMs = options.timeout ?? timeout ?? defaultTimeoutMs;
  const count = (): number => tracked.events().filter((event) => isExpected(event, expected)).length;
  const { times } = options;
  if (!isNot) await watchUntil(tracked, () => count() >= (times ?? 1), timeoutMs);
  if (isNot || times !== undefined) {
    const enough = (): boolean => count() > (times ?? 0);
    await watchUntilQuiet(tracked, enough, { quietMs: defaultQuietMs, timeoutMs });
  }
  const found = count();
  const pass = times === undefined ? found > 0 : found === times;
  const what =
    found > 0
      ? [
          `${found} such ${found === 1 ? 'event' : 'events'} came${times === undefined ? '' : `, not ${times}`}.`,
        ]
      : [`No such event within ${timeoutMs} ms.`];
  const nearest = found > 0 ? [] : explainNearest(tracked.events(), expected);
  const message = explain(tracked, toCall(state, options.call), [
    ...what,
    ...(nearest.length > 0 ? ['', 'Nearest:', ...nearest] : []),
  ]);
  return { pass, message: () => message, name: 'toHaveEvent' };
}

const toCall = ({ isNot }: ExpectMatcherState, call: string): string =>
  isNot ? call.replace(').', ').not.') : call;

/** What an assertion says when it fails: the call, what is wrong, all that came, the ledger, and what may be the cause. */
function explain(tracked: Watched, call: string, what: string[]): string {
  const { arrivals, refusals } = tracked.collector;
  const timeline = arrivals.length > 0 ? ['Timeline:', ...showTimeline(arrivals)] : ['Nothing arrived.'];
  const failed = refusals.map(({ status, code, message }) => `  ${status} ${code}: ${message}`);
  return [
    call,
    '',
    ...what,
    '',
    ...timeline,
    showLedger(tracked),
    ...(failed.length > 0 ? ['', 'Requests that failed:', ...countAlike(failed)] : []),
    ...findHints(tracked),
  ].join('\n');
}

function showLedger(tracked: Tracked): string {
  const { received, accepted, duplicates, rejected, missing } = tracked.ledger();
  return `Ledger: ${received} received = ${accepted} accepted + ${duplicates} duplicates + ${rejected} rejected; ${missing} missing`;
}

function countAlike(lines: string[]): string[] {
  const counts = Map.groupBy(lines, (line) => line);
  return [...counts].map(([line, { length }]) => (length > 1 ? `${line} (${length} times)` : line));
}

function findHints({ blockedBy, collector }: Watched): string[] {
  const hints = [...blockedBy].map(
    (directive) =>
      `The page's Content-Security-Policy (${directive}) forbids the collector of the test: set \`bypassCSP: true\` in \`use\`.`,
  );
  if (hints.length === 0 && collector.arrivals.length + collector.refusals.length === 0) {
    hints.push(
      "Is the tracker started? With `automation: 'drop'` it counts no browser that a test drives, and without consent perhaps nothing.",
    );
  }
  return hints.length > 0 ? ['', ...hints] : [];
}

/** The timeline and the ledger, for the report. */
export function report(tracked: Watched): string {
  return `${[...showTimeline(tracked.arrivals()), showLedger(tracked)].join('\n')}\n`;
}
