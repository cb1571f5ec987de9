import { expectTypeOf, test } from 'vitest';
import {
  TrackView,
  TrackerProvider,
  useTrackEvent,
  useTrackView,
  useTracker,
  type Tracker,
  type TrackViewProps,
  type TrackerOptions,
} from './index.ts';

interface Events {
  signup: { plan: 'free' | 'pro' };
  // oxlint-disable-next-line typescript/no-empty-object-type -- as users write it
  logout: {};
}
declare const options: TrackerOptions;
declare const typed: Tracker<Events>;

test('useTracker passes the events on', () => {
  const tracker = useTracker<Events>();
  expectTypeOf(tracker).toEqualTypeOf<Tracker<Events>>();
  tracker.trackEvent('signup', { plan: 'pro' });
  // @ts-expect-error no such plan
  tracker.trackEvent('signup', { plan: 'gold' });
  // @ts-expect-error no such event
  tracker.trackEvent('sign-up');
  expectTypeOf(useTracker()).toEqualTypeOf<Tracker>();
});

test('useTrackEvent takes the properties of its event', () => {
  const signUp = useTrackEvent<Events, 'signup'>('signup');
  signUp({ plan: 'pro' }, { revenue: { amount: 9, currency: 'EUR' } });
  // @ts-expect-error the plan is missing
  signUp();
  // @ts-expect-error no such plan
  signUp({ plan: 'gold' });
  useTrackEvent<Events, 'logout'>('logout')();
  // @ts-expect-error no such event
  useTrackEvent<Events>('sign-up');
  expectTypeOf(useTrackEvent('anything')).toBeCallableWith({ goes: true });
});

test('useTrackView and <TrackView> take the properties of their event', () => {
  const ref = { current: null };
  useTrackView<Events, 'signup'>(ref, 'signup', { plan: 'pro' });
  // @ts-expect-error the plan is missing
  useTrackView<Events, 'signup'>(ref, 'signup');
  void (<TrackView<Events, 'signup'> event="signup" props={{ plan: 'pro' }} className="hero" />);
  // @ts-expect-error no such plan
  void (<TrackView<Events, 'signup'> event="signup" props={{ plan: 'gold' }} />);
  void (<TrackView event="anything" props={{ goes: true }} />);
  expectTypeOf<TrackViewProps<Events, 'signup'>['props']>().toEqualTypeOf<Events['signup'] | undefined>();
});

test('<TrackerProvider> takes a tracker or options, not both and not none', () => {
  expectTypeOf(TrackerProvider).toBeCallableWith({ options });
  void (<TrackerProvider tracker={typed} />);
  // @ts-expect-error neither
  void (<TrackerProvider />);
  // @ts-expect-error both
  void (<TrackerProvider tracker={typed} options={options} />);
});
