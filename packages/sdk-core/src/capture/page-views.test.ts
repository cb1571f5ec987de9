import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts';
import type { Environment, Heard } from '../environment.ts';
import type { TrackerOptions } from '../options.ts';
import { createTracker, type Tracker } from '../tracker.ts';

let page: FakeEnvironment & {
  history: NonNullable<Environment['history']>;
  navigation?: Environment['navigation'];
};
/** Tells the listeners of the Navigation API. */
let currentEntryChange: (event: Partial<Heard>) => void;

const start = (options: Partial<TrackerOptions> = {}): Tracker =>
  createTracker(
    { site: 'shop.example', endpoint: 'https://stats.example', engagement: false, ...options },
    page,
  );

/** Paths of the page views sent so far. */
async function views(tracker: Tracker): Promise<string[]> {
  await page.pass(0);
  await tracker.flush();
  return page.sent.flatMap(({ batch }) =>
    batch.events.map(({ type, url }) =>
      type === 'pageview' ? url.replace('https://shop.example', '') : type,
    ),
  );
}

const move = (_: unknown, __: string, url?: string | URL | null): void => {
  page.document.URL = new URL(String(url ?? ''), page.document.URL).href;
};

beforeEach(() => {
  page = Object.assign(createFakeEnvironment(), { history: { pushState: move, replaceState: move } });
});

/** Each behaviour holds with the Navigation API, and in browsers that have only history to be patched. */
describe.each(['navigation', 'history'])('by %s', (way) => {
  const navigate = (type: 'push' | 'replace' | 'traverse', url: string): void => {
    if (way === 'history' && type !== 'traverse') page.history[`${type}State`]({}, '', url);
    else {
      move({}, '', url);
      if (way === 'history') page.dispatch('popstate');
      else currentEntryChange({ navigationType: type });
    }
  };
  const go = async (...navigation: Parameters<typeof navigate>): Promise<void> => {
    navigate(...navigation);
    await page.pass(0);
  };

  beforeEach(() => {
    if (way !== 'navigation') return;
    page.navigation = {
      addEventListener(type, listener, { signal }) {
        if (type !== 'currententrychange') return;
        currentEntryChange = (event) => signal?.aborted || listener({ type, ...event });
      },
    };
  });

  test('counts each path that is pushed, replaced or gone back to (umami#2801: client routing was missed)', async () => {
    const tracker = start();
    await go('push', '/p/2');
    await go('replace', '/login');
    await go('traverse', '/p/1');
    expect(await views(tracker)).toEqual(['/p/1', '/p/2', '/login', '/p/1']);
  });

  test('counts a redirect once, under the address where it ends', async () => {
    const tracker = start();
    navigate('push', '/account');
    navigate('replace', '/login');
    expect(await views(tracker)).toEqual(['/p/1', '/login']);
  });

  test('takes the title that the app sets after the address', async () => {
    const tracker = start();
    navigate('push', '/p/2');
    page.document.title = 'Boots';
    await views(tracker);
    expect(page.sent.flatMap(({ batch }) => batch.events).map(({ title }) => title)).toEqual([
      'Shoes',
      'Boots',
    ]);
  });

  test('counts one navigation once, whatever else it changes', async () => {
    const tracker = start();
    await go('push', '/p/2');
    await go('replace', '/p/2');
    await go('push', '/p/2?size=9');
    await go('push', '/p/2#reviews');
    expect(await views(tracker)).toEqual(['/p/1', '/p/2']);
  });

  test('counts another query as another page where that is the policy', async () => {
    const tracker = start({ pageViews: 'query', keepQuery: ['q'] });
    await go('push', '/search?q=shoes');
    await go('replace', '/search?q=boots#top');
    await go('push', '/search?q=boots#end');
    expect(await views(tracker)).toEqual(['/p/1', '/search?q=shoes', '/search?q=boots']);
  });

  test('counts another fragment as another page for routers by hash, and keeps it', async () => {
    const tracker = start({ pageViews: 'hash' });
    await go('push', '#/cart');
    expect(await views(tracker)).toEqual(['/p/1', '/p/1#/cart']);
  });

  test('leaves replaced addresses to the policy (plausible-tracker#18: missing, or over-counted)', async () => {
    const tracker = start({ ignoreReplaced: true });
    await go('replace', '/p/1/photo/3');
    await go('push', '/p/2');
    expect(await views(tracker)).toEqual(['/p/1', '/p/2']);
  });

  test('counts nothing by itself where the app tells page views', async () => {
    const tracker = start({ pageViews: false });
    await go('push', '/p/2');
    expect(await views(tracker)).toEqual([]);
    tracker.trackPageView({ route: '/p/:id' });
    expect(await views(tracker)).toEqual(['/p/2']);
  });

  test('counts nothing more after close()', async () => {
    const tracker = start();
    await views(tracker);
    navigate('push', '/p/2');
    tracker.close();
    await go('push', '/p/3');
    expect(tracker.stats().tracked).toBe(1);
    expect(tracker.stats().dropped).toEqual({});
  });
});

describe('patched history', () => {
  test('is as it was after close()', () => {
    const { pushState, replaceState } = page.history;
    start().close();
    expect(page.history).toEqual({ pushState, replaceState });
  });

  test('stays with whoever patched it later', () => {
    const tracker = start();
    const ours = page.history.pushState;
    const later = vi.fn<typeof ours>((...args) => ours(...args));
    page.history.pushState = later;
    tracker.close();
    expect(page.history.pushState).toBe(later);
    later({}, '', '/p/2');
    expect(page.document.URL).toBe('https://shop.example/p/2');
  });
});

test('a restore from the back/forward cache is a page view (plausible#4656)', async () => {
  const tracker = start();
  await views(tracker);
  page.dispatch('pagehide', { persisted: true });
  await page.pass(300); // However soon it comes.
  page.dispatch('pageshow', { persisted: true });
  expect(await views(tracker)).toEqual(['/p/1', '/p/1']);
});

test('the first pageshow is none', async () => {
  const tracker = start();
  page.dispatch('pageshow', { persisted: false });
  expect(await views(tracker)).toEqual(['/p/1']);
});

describe('a page that is rendered ahead (plausible#5343)', () => {
  beforeEach(() => {
    page.document.prerendering = true;
  });

  test('counts when it is shown, from then on', async () => {
    const tracker = start();
    tracker.trackEvent('early');
    expect(await views(tracker)).toEqual([]);
    await page.pass(30_000);
    page.document.prerendering = false;
    page.dispatch('prerenderingchange');
    expect(await views(tracker)).toEqual(['/p/1', 'event']);
    expect(page.sent[0]?.batch.events[0]?.time).toBe(page.Date.now());
    page.dispatch('prerenderingchange');
    expect(await views(tracker)).toHaveLength(2);
  });

  test('counts nothing when it is never shown', async () => {
    start();
    page.dispatch('pagehide');
    await page.pass(60_000);
    expect(page.sent).toEqual([]);
  });
});

describe('told twice', () => {
  test('by the tracker and the app, one navigation is one page view', async () => {
    const tracker = start();
    tracker.trackPageView();
    expect(await views(tracker)).toEqual(['/p/1']);
    expect(tracker.stats().dropped).toEqual({ repeated: 1 });
  });

  test('later, it is two', async () => {
    const tracker = start();
    await page.pass(1_000);
    tracker.trackPageView();
    expect(await views(tracker)).toEqual(['/p/1', '/p/1']);
  });
});
