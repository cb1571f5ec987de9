import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts';
import { definePlan } from '../plan/define-plan.ts';
import { withPlan } from '../plan/with-plan.ts';
import { createTracker, type Tracker } from '../tracker.ts';
import { announceEvents } from './announce-events.ts';
import { openDevtools } from './open-devtools.ts';
import { isQueued, watchEvents, type Watched } from './watch-events.ts';

const options = { site: 'shop.example', endpoint: 'https://stats.example', pageViews: false } as const;
let page: FakeEnvironment;
let tracker: Tracker;

const nameOf = ({ event }: Watched): string | undefined =>
  event?.type === 'event' ? event.name : event?.type;
const toRows = (watched: ReadonlyMap<string, Watched>): unknown[] =>
  [...watched.values()].map((one) => [nameOf(one), one.fate, isQueued(one)]);

beforeEach(() => {
  page = createFakeEnvironment();
  tracker = createTracker(options, page);
});

test('an event is one row, from the call to the answer', async () => {
  const onChange = vi.fn<() => void>();
  const { watched } = watchEvents(tracker, undefined, onChange);
  tracker.trackEvent('signup');
  expect(toRows(watched)).toEqual([['signup', 'tracked', true]]);
  page.answer = () => ({ status: 503 });
  await tracker.flush();
  expect(toRows(watched)).toEqual([['signup', 'retried', true]]);
  page.answer = ({ events }) => ({
    status: 202,
    body: {
      accepted: 0,
      duplicates: 0,
      rejected: [{ index: 0, id: events[0]?.id, code: 'x', message: 'too odd' }],
    },
  });
  await tracker.flush();
  expect(toRows(watched)).toEqual([['signup', 'dropped', false]]);
  expect([...watched.values()][0]).toMatchObject({ reason: 'rejected', message: 'too odd' });
  expect(onChange.mock.calls.length).toBeGreaterThanOrEqual(5);
});

test('one that was tracked before is seen when something becomes of it', async () => {
  tracker.trackEvent('early');
  const { watched } = watchEvents(tracker, undefined, () => {});
  expect(toRows(watched)).toEqual([]);
  await tracker.flush();
  expect(toRows(watched)).toEqual([['early', 'acknowledged', false]]);
});

test('a call that made no event is a row, too', () => {
  const { watched } = watchEvents(tracker, undefined, () => {});
  tracker.trackEvent('');
  tracker.trackEvent('');
  expect(toRows(watched)).toEqual([
    [undefined, 'dropped', false],
    [undefined, 'dropped', false],
  ]);
});

test('the oldest of more than 200 is forgotten, and none after the end', () => {
  const { watched, undo } = watchEvents(tracker, undefined, () => {});
  for (let index = 0; index < 201; index++) tracker.trackEvent(`e${index}`);
  expect(watched.size).toBe(200);
  expect([...watched.values()].map(nameOf).slice(0, 1)).toEqual(['e1']);
  undo();
  tracker.trackEvent('late');
  expect([...watched.values()].map(nameOf).at(-1)).toBe('e200');
});

describe('by a plan', () => {
  const props = { type: 'object', properties: { plan: {} }, required: ['plan'] };
  const violationsOf = (watched: ReadonlyMap<string, Watched>): unknown[] =>
    [...watched.values()].map((one) => [nameOf(one), one.violations.map(({ path }) => path)]);

  test('what is against it is told with its path', () => {
    const { watched } = watchEvents(tracker, definePlan({ signup: { props } }), () => {});
    tracker.trackEvent('signup');
    tracker.trackEvent('signup', { plan: 'pro' });
    tracker.trackEvent('sign_up');
    expect(violationsOf(watched)).toEqual([
      ['signup', ['props.plan']],
      ['signup', []],
      ['sign_up', ['name']],
    ]);
  });

  test('what another version was meant for is left alone', () => {
    const former = createTracker(withPlan(definePlan({ old: {} }, { version: 1 }), options), page);
    const { watched } = watchEvents(former, definePlan({ signup: {} }, { version: 2 }), () => {});
    former.trackEvent('old');
    expect(violationsOf(watched)).toEqual([['old', []]]);
  });

  test('a schema that throws is told, and harms nobody', () => {
    const broken = {
      '~standard': {
        validate: () => {
          throw new Error('no schema');
        },
      },
    };
    const { watched } = watchEvents(tracker, definePlan({ signup: { props: broken } }), () => {});
    tracker.trackEvent('signup');
    expect([...watched.values()][0]?.violations).toEqual([
      { path: 'props', message: 'its schema fails: Error: no schema' },
    ]);
  });
});

test('on a server neither devtools nor announcements do anything', () => {
  const on = vi.spyOn(tracker, 'on');
  openDevtools(tracker, options)();
  announceEvents(tracker, options)();
  expect(on).not.toHaveBeenCalled();
});
