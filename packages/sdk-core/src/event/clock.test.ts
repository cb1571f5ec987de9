import { expect, test } from 'vitest';
import { createFakeEnvironment, namesOf } from '../../test/fake-environment.ts';
import { createTracker } from '../tracker.ts';
import { createClock } from './clock.ts';

test('event times go on when the wall clock is set back, and sentAt goes with them (relay#534)', async () => {
  const page = createFakeEnvironment();
  const start = page.Date.now();
  const tracker = createTracker(
    { site: 'shop.example', endpoint: 'https://stats.example', pageViews: false },
    page,
  );
  tracker.trackEvent('a');
  page.setClock(start - 3_600_000);
  tracker.trackEvent('b');
  page.setClock(start - 3_600_000 + 250);
  tracker.trackEvent('c');
  await tracker.flush();
  const [sent] = page.sent;
  expect(sent && namesOf(sent)).toEqual(['a', 'b', 'c']);
  expect(sent?.batch.events.map(({ time }) => time - start)).toEqual([0, 0, 250]);
  expect(sent?.batch.sentAt).toBe(start + 250);
});

test('asks the clock that the page has now, as one that a test has put in place', () => {
  const page = createFakeEnvironment();
  const now = createClock(page);
  const start = now();
  Object.assign(page, { Date: { now: () => start + 60_000 } });
  expect(now()).toBe(start + 60_000);
});
