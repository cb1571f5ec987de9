import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEnvironment, namesOf, type FakeEnvironment } from '../test/fake-environment.ts';

type Live = ((...call: unknown[]) => unknown) & Record<string, (...args: unknown[]) => unknown>;

let page: FakeEnvironment & { passerby?: Live };

/** Runs the script as the browser does for a tag with these attributes. */
async function load(dataset: Record<string, string>, src = 'https://stats.example/sdk.js'): Promise<void> {
  vi.stubGlobal('document', Object.assign(page.document, { currentScript: { src, dataset } }));
  vi.resetModules();
  await import('./script.ts');
  await page.pass(0);
}

/** The snippet of the README. */
function snippet(): Live {
  const queue = function () {
    // oxlint-disable-next-line prefer-rest-params
    (queue.q = queue.q || []).push(arguments);
  } as unknown as Live & { q: unknown[] };
  return (page.passerby = queue);
}

const sent = (): string[][] => page.sent.map(namesOf);

beforeEach(() => {
  page = createFakeEnvironment();
  vi.stubGlobal('window', page);
  for (const name of ['fetch', 'navigator', 'screen', 'addEventListener'] as const) {
    vi.stubGlobal(name, page[name]);
  }
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('sends the first page view by itself, to where the script came from', async () => {
  await load({ site: 'shop.example' });
  expect(sent()).toEqual([['pageview']]);
  expect(page.sent[0]).toMatchObject({
    url: 'https://stats.example/api/v1/events',
    batch: { site: 'shop.example', sdk: 'sdk-core/0.0.0-test' },
  });
});

test('finds a collector that is served below a path', async () => {
  await load({ site: 'shop.example' }, 'https://shop.example/stats/sdk.js?v=2');
  expect(page.sent[0]?.url).toBe('https://shop.example/stats/api/v1/events');
});

test('sends to data-endpoint where it is given', async () => {
  await load({ site: 'shop.example', endpoint: 'https://eu.stats.example/' }, 'https://cdn.example/sdk.js');
  expect(page.sent[0]?.url).toBe('https://eu.stats.example/api/v1/events');
});

test('leaves page views to the page with data-page-views="false"', async () => {
  await load({ site: 'shop.example', pageViews: 'false' });
  expect(page.sent).toEqual([]);
  page.passerby?.('trackPageView');
  await page.pass(0);
  expect(sent()).toEqual([['pageview']]);
});

test('says what to change when data-site is missing', async () => {
  await expect(load({})).rejects.toThrow('passerby: data-site is missing');
});

describe('calls made before it loaded', () => {
  test('are replayed in order after the page view, and sent with it (posthog-js#4116)', async () => {
    const passerby = snippet();
    passerby('trackEvent', 'signup', { plan: 'pro' });
    passerby('trackEvent', 'video', 'play', undefined, 30);
    await load({ site: 'shop.example' });
    expect(sent()).toEqual([['pageview', 'signup', 'play']]);
    expect(page.sent[0]?.batch.events.slice(1)).toMatchObject([
      { props: { plan: 'pro' } },
      { props: { category: 'video', value: 30 } },
    ]);
  });

  test('may name a method that does not exist', async () => {
    const passerby = snippet();
    passerby('trackEvnt', 'a');
    passerby('trackEvent', 'b');
    await load({ site: 'shop.example' });
    expect(sent()).toEqual([['pageview', 'b']]);
  });
});

test('gives the page a live function that has the methods of the tracker', async () => {
  snippet();
  await load({ site: 'shop.example' });
  page.passerby?.('trackEvent', 'a');
  page.passerby?.['trackEvent']?.('b', { plan: 'pro' });
  await page.passerby?.('flush');
  page.passerby?.('no such method');
  expect(sent()).toEqual([['pageview'], ['a', 'b']]);
});

describe('loaded twice', () => {
  test('counts a site once', async () => {
    snippet()('trackEvent', 'early');
    await load({ site: 'shop.example' });
    const live = page.passerby;
    await load({ site: 'shop.example' });
    expect(page.passerby).toBe(live);
    expect(sent()).toEqual([['pageview', 'early']]);
  });

  test('counts the page views of another site beside it', async () => {
    await load({ site: 'shop.example' });
    await load({ site: 'all.example' });
    await load({ site: 'all.example' });
    page.passerby?.('trackEvent', 'a');
    await page.passerby?.('flush');
    expect(page.sent.map(({ batch }) => batch.site)).toEqual(['shop.example', 'all.example', 'shop.example']);
  });
});
