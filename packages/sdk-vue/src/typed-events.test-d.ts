import { expectTypeOf, test } from 'vitest';
import { createApp } from 'vue';
import type { Router as Router4 } from '../../vue-3.4/node_modules/vue-router/dist/vue-router.d.ts';
import type { Router as Router5 } from 'vue-router';
import {
  createPasserby,
  trackRouter,
  useTracker,
  type PageRouter,
  type Tracker,
  type TrackerOptions,
} from './index.ts';

interface Events {
  signup: { plan: 'free' | 'pro' };
}
declare const options: TrackerOptions;
declare const router: Router5;

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

test('createPasserby and trackRouter are plugins', () => {
  createApp({})
    .use(createPasserby(options))
    .use(trackRouter(router, { by: 'query' }));
  expectTypeOf(createPasserby<Events>(options).tracker).toEqualTypeOf<Tracker<Events>>();
  // @ts-expect-error no site
  createPasserby({ endpoint: 'https://stats.example' });
  // @ts-expect-error no such way to tell pages
  trackRouter(router, { by: 'title' });
});

test('trackRouter takes the routers of Vue Router 4 and 5', () => {
  expectTypeOf<Router4>().toExtend<PageRouter>();
  expectTypeOf<Router5>().toExtend<PageRouter>();
});
