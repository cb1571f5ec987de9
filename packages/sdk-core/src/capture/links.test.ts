import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { click, FakeElement, fakeLink, stubPage } from '../../test/fake-page.ts';
import { trackLinks, type LinkOptions } from './links.ts';

const trackEvent = vi.fn<(name: string, props: object) => void>();

/** What is told of a click on a link. */
function told(href: string, options?: LinkOptions, attributes?: Record<string, string>): unknown[] {
  trackEvent.mockClear();
  const undo = trackLinks({ trackEvent }, options);
  click([fakeLink(href, attributes)]);
  undo();
  return trackEvent.mock.calls;
}

const outbound = (url: string): unknown[] => [['outbound-link', { url }]];

beforeEach(() => {
  trackEvent.mockReset();
  stubPage('https://www.shop.example/p/1');
});
afterEach(() => vi.unstubAllGlobals());

test('tells of a link to another site, without what may be secret', () => {
  expect(told('https://ada:secret@blog.example/a/b?token=1&email=ada@mail.example#part')).toEqual(
    outbound('https://blog.example/a/b'),
  );
});

test.each([
  '/p/2',
  '#top',
  'http://www.shop.example:8080/',
  'https://shop.example/',
  'https://help.shop.example/',
])('does not tell of %s on www.shop.example', (href) => {
  expect(told(href)).toEqual([]);
});

test('takes another port of its host for its own, whichever it is on', () => {
  stubPage('https://shop.example:8443/');
  expect(told('https://shop.example/')).toEqual([]);
});

test.each(['https://myshop.example/', 'https://shop.example.evil.example/', 'https://example/'])(
  'does not take %s for a part of shop.example',
  (href) => {
    expect(told(href)).toHaveLength(1);
  },
);

test('takes the domains it is given for its own, and no other', () => {
  const options = { ownDomains: ['shop.example', 'shop.test'] };
  expect(told('https://pay.shop.test/', options)).toEqual([]);
  expect(told('https://shop.test/', options)).toEqual([]);
  expect(told('https://cdn.example/', options)).toHaveLength(1);
  expect(told('https://help.shop.example/', { ownDomains: ['www.shop.example'] })).toHaveLength(1);
});

test.each([
  'mailto:ada@mail.example',
  'tel:+4930123',
  'javascript:void(0)',
  'blob:https://blog.example/1',
  'ftp://a/',
])('never tells of %s', (href) => {
  expect(told(href)).toEqual([]);
});

test('leaves a link with `download` to trackDownloads', () => {
  expect(told('https://cdn.example/report', {}, { download: '' })).toEqual([]);
});

describe('a click', () => {
  test('by the middle button counts, by the right one does not', () => {
    trackLinks({ trackEvent });
    click([fakeLink('https://a.example/')], { type: 'auxclick', button: 1 });
    click([fakeLink('https://b.example/')], { type: 'auxclick', button: 2 });
    expect(trackEvent.mock.calls).toEqual(outbound('https://a.example/'));
  });

  test('on what is inside a link counts for the link, also in a shadow root', () => {
    trackLinks({ trackEvent });
    const host = new FakeElement('fancy-card');
    click([new FakeElement('img'), new FakeElement('span'), fakeLink('https://a.example/'), host]);
    expect(trackEvent.mock.calls).toEqual(outbound('https://a.example/'));
  });

  test('on an anchor without an address inside a link counts for the link', () => {
    trackLinks({ trackEvent });
    click([Object.assign(new FakeElement('a'), { href: '' }), fakeLink('https://a.example/')]);
    expect(trackEvent.mock.calls).toEqual(outbound('https://a.example/'));
  });

  test('on a link in SVG counts, whose address is an object and relative', () => {
    trackLinks({ trackEvent });
    click([Object.assign(new FakeElement('a'), { href: { baseVal: '//a.example/x' } })]);
    expect(trackEvent.mock.calls).toEqual(outbound('https://a.example/x'));
  });

  test('on something else, or on a link without an address or with a broken one, does not count', () => {
    trackLinks({ trackEvent });
    click([new FakeElement('button')]);
    click([Object.assign(new FakeElement('a'), { href: '' })]);
    click([Object.assign(new FakeElement('a'), { href: 'https://' })]);
    expect(trackEvent).not.toHaveBeenCalled();
  });

  test('is never prevented, so that no link forces a reload (umami#2949)', () => {
    trackLinks({ trackEvent });
    expect(click([fakeLink('https://a.example/')]).defaultPrevented).toBe(false);
    expect(click([fakeLink('/p/2')]).defaultPrevented).toBe(false);
  });

  test('goes on when the tracker throws', () => {
    trackEvent.mockImplementation(() => {
      throw new Error('broken');
    });
    trackLinks({ trackEvent });
    expect(() => click([fakeLink('https://a.example/')])).not.toThrow();
  });
});

test('tells nothing after its undo', () => {
  trackLinks({ trackEvent })();
  click([fakeLink('https://a.example/')]);
  click([fakeLink('https://a.example/')], { type: 'auxclick', button: 1 });
  expect(trackEvent).not.toHaveBeenCalled();
});

test('does nothing on a server (posthog-js#547: window undefined)', () => {
  vi.unstubAllGlobals();
  expect(() => trackLinks({ trackEvent })()).not.toThrow();
});
