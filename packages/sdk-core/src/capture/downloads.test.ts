import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { click, fakeLink, stubPage } from '../../test/fake-page.ts';
import { trackDownloads, type DownloadOptions } from './downloads.ts';

const trackEvent = vi.fn<(name: string, props: object) => void>();

/** What is told of a click on a link. */
function told(href: string, options?: DownloadOptions, attributes?: Record<string, string>): unknown[] {
  trackEvent.mockClear();
  const undo = trackDownloads({ trackEvent }, options);
  click([fakeLink(href, attributes)]);
  undo();
  return trackEvent.mock.calls;
}

beforeEach(() => stubPage('https://shop.example/files/'));
afterEach(() => vi.unstubAllGlobals());

test('tells of a file by its extension, without what may be secret', () => {
  expect(told('Manual.PDF?signature=secret#page=2')).toEqual([
    ['file-download', { url: 'https://shop.example/files/Manual.PDF' }],
  ]);
});

test.each(['a.zip', 'a.tar.gz', 'a.docx', 'a.doc', 'a.tgz', 'https://cdn.example/a.dmg', 'a.mp3', 'a.wmv'])(
  'knows %s for a file',
  (href) => {
    expect(told(href)).toHaveLength(1);
  },
);

test.each([
  '/',
  'page.html',
  'zip',
  'pdf/',
  '?file=a.pdf',
  '#a.pdf',
  'a.pdfx',
  'https://pdf',
  'mailto:ada@files.zip',
])('knows %s for no file', (href) => {
  expect(told(href)).toEqual([]);
});

test('takes the extensions it is given in place of the default', () => {
  const options = { extensions: ['pdf', 'tar.gz'] };
  expect(told('a.PDF', options)).toHaveLength(1);
  expect(told('a.tar.gz', options)).toHaveLength(1);
  expect(told('a.gz', options)).toEqual([]);
  expect(told('a.zip', options)).toEqual([]);
});

test('tells of any link with `download`, but not the name that it gives the file', () => {
  expect(told('invoice?id=7', {}, { download: 'Ada Lovelace.pdf' })).toEqual([
    ['file-download', { url: 'https://shop.example/files/invoice' }],
  ]);
});

test('tells of a file that the page made itself, without the file', () => {
  for (const href of ['blob:https://shop.example/0b1c', 'data:text/csv,Ada;Lovelace']) {
    expect(told(href, {}, { download: '' })).toEqual([['file-download', { url: undefined }]]);
  }
});

test('never prevents the download', () => {
  trackDownloads({ trackEvent });
  expect(click([fakeLink('a.pdf')]).defaultPrevented).toBe(false);
});

test('goes on when an option is not what it should be', () => {
  expect(told('a.pdf', { extensions: 'pdf' as never })).toEqual([]);
});

test('tells nothing after its undo, and does nothing on a server', () => {
  trackDownloads({ trackEvent })();
  trackEvent.mockClear();
  click([fakeLink('a.pdf')]);
  vi.unstubAllGlobals();
  expect(() => trackDownloads({ trackEvent })()).not.toThrow();
  expect(trackEvent).not.toHaveBeenCalled();
});
