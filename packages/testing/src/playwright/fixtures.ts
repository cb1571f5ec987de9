import { startTestCollector, type Event } from '@passerby/collector/testing';
import {
  expect as baseExpect,
  test as base,
  type Expect,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import { isExpected } from '../expectation/match.ts';
import { matchers, report, type TrackedMatchers } from './matchers.ts';
import { createTracked, type Tracked } from './tracked.ts';

export interface TrackedFixtures {
  /**
   * Where the app sends to, such as `https://stats.example`: only requests to it are redirected, and its `/sdk.js` is
   * answered. Default: what looks like a tracker's request, whatever its host.
   */
  trackedEndpoint: string | undefined;
  /** What the pages of this test have tracked. Nothing of it leaves the machine, whether or not a test looks at it. */
  tracked: Tracked;
}

/** Playwright's `expect` with assertions for `tracked`. */
export const expect: Expect<TrackedMatchers> = baseExpect.extend(matchers);

/** Playwright's `test` whose pages send to a collector of the test's own. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TrackedFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<TrackedFixtures>({
  trackedEndpoint: [undefined, { option: true }],

  tracked: async ({ trackedEndpoint }, use, testInfo) => {
    const collector = await startTestCollector();
    const tracked = createTracked(collector, trackedEndpoint?.replace(/\/+$/, ''), waitFor);
    await use(tracked);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('tracked', { body: report(tracked), contentType: 'text/plain' });
    }
    await collector.stop();
  },

  context: async ({ context, tracked }, use) => {
    await tracked.watch(context);
    await use(context);
  },
});

async function waitFor(
  tracked: Tracked,
  ...[name, props, options]: Parameters<Tracked['waitFor']>
): Promise<Event> {
  await expect(tracked).toHaveEvent(name, props, options);
  const found = tracked.events().find((event) => isExpected(event, { type: 'event', name, props }));
  // The assertion has seen it, and nobody clears in between.
  return found as Event;
}
