import type { TrackerOptions } from '../src/options.ts';
import { createTracker, type Tracker } from '../src/tracker.ts';
import type { FakeEnvironment } from './fake-environment.ts';

/** A tracker that captures nothing by itself, so that a test sees only what it tracks. */
export function startBareTracker(page: FakeEnvironment, options: Partial<TrackerOptions> = {}): Tracker {
  const bare = { pageViews: false, engagement: false } as const;
  return createTracker(
    { site: 'shop.example', endpoint: 'https://stats.example', ...bare, ...options },
    page,
  );
}
