import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubPage, type FakePage } from '../../test/fake-page.ts';
import { trackErrors } from './errors.ts';

const trackEvent = vi.fn<(name: string, props: object) => void>();
let page: FakePage;

/** As a browser tells of what nobody caught. */
function fail(error: unknown, event: Partial<ErrorEvent> = {}): void {
  const told = { message: `Uncaught ${String(error)}`, filename: '', lineno: 0, colno: 0, error, ...event };
  page.window.dispatchEvent(Object.assign(new Event('error'), told));
}

function reject(reason: unknown): void {
  page.window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }));
}

const at = { filename: 'https://shop.example/app.js', lineno: 3, colno: 7 };
const props = (): unknown[] => trackEvent.mock.calls.map(([, told]) => told);

beforeEach(() => {
  trackEvent.mockReset();
  page = stubPage('https://shop.example/');
});
afterEach(() => vi.unstubAllGlobals());

describe('an error', () => {
  test('is told with its place', () => {
    trackErrors({ trackEvent });
    fail(new TypeError('x is not a function'), at);
    expect(trackEvent.mock.calls).toEqual([
      [
        'error',
        { message: 'x is not a function', type: 'TypeError', source: at.filename, line: 3, column: 7 },
      ],
    ]);
  });

  test('is told from the event where there is no error object', () => {
    trackErrors({ trackEvent });
    fail(undefined, { ...at, message: 'Uncaught RangeError: too much' });
    fail(undefined, { ...at, message: 'it broke' });
    expect(props()).toMatchObject([
      { message: 'too much', type: 'RangeError', line: 3 },
      { message: 'it broke', type: 'Error' },
    ]);
  });

  test('of a script of another origin is told once, though the browser says no more than "Script error."', () => {
    trackErrors({ trackEvent });
    fail(null, { message: 'Script error.' });
    fail(null, { message: 'Script error.' });
    expect(props()).toEqual([
      { message: 'Script error.', type: 'Error', source: undefined, line: undefined, column: undefined },
    ]);
  });

  test.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [42, '42'],
  ])('may be anything that was thrown: %s', (thrown, message) => {
    trackErrors({ trackEvent });
    fail(thrown, at);
    expect(props()).toMatchObject([{ message, type: 'Error' }]);
  });

  test('is told without a place that the browser does not know', () => {
    trackErrors({ trackEvent });
    fail(new Error('a'), { filename: '<anonymous>', lineno: 0, colno: 0 });
    expect(props()).toEqual([
      { message: 'a', type: 'Error', source: undefined, line: undefined, column: undefined },
    ]);
  });

  test('of the visitor’s browser extensions is none of the page’s', () => {
    trackErrors({ trackEvent });
    fail(new Error('a'), { filename: 'chrome-extension://abc/content.js' });
    reject(Object.assign(new Error('b'), { stack: 'run@moz-extension://abc/content.js:1:2\n' }));
    expect(trackEvent).not.toHaveBeenCalled();
  });

  test('event of something else, without a message, is ignored', () => {
    trackErrors({ trackEvent });
    page.window.dispatchEvent(new Event('error'));
    expect(trackEvent).not.toHaveBeenCalled();
  });
});

describe('a rejection', () => {
  test.each([
    [
      'Chromium',
      'Error: no\n    at load (https://shop.example/a@1/app.js?v=1:12:34)\n    at https://b.example/:1:1',
    ],
    ['Firefox and Safari', 'load@https://shop.example/a@1/app.js?v=1:12:34\n@https://b.example/:1:1\n'],
  ])('is told with the place at the top of the stack of %s', (_, stack) => {
    trackErrors({ trackEvent });
    reject(Object.assign(new Error('no'), { stack }));
    expect(props()).toEqual([
      { message: 'no', type: 'Error', source: 'https://shop.example/a@1/app.js', line: 12, column: 34 },
    ]);
  });

  test('is told whatever it is', () => {
    trackErrors({ trackEvent });
    for (const reason of ['text', undefined, { message: 'like an error', name: 'AbortError' }])
      reject(reason);
    expect(props()).toMatchObject([
      { message: 'text', type: 'Error' },
      { message: 'undefined' },
      { message: 'like an error', type: 'AbortError' },
    ]);
  });

  test('that throws when it is read is ignored', () => {
    trackErrors({ trackEvent });
    const hostile = {
      get message() {
        throw new Error('hostile');
      },
    };
    expect(() => reject(hostile)).not.toThrow();
    expect(() => reject(Object.create(null))).not.toThrow();
    expect(trackEvent).not.toHaveBeenCalled();
  });
});

describe('secrets', () => {
  test.each([
    ['GET https://ada:pass@word@api.example/me?token=s#f failed', 'GET https://api.example/me failed'],
    ['cannot load "/api/me?token=secret" now', 'cannot load "/api/me" now'],
    ['cannot load page.html?a=1&b=2', 'cannot load page.html'],
    ['bad data:text/html;base64,QWRh, sorry', 'bad data: sorry'],
    ['is this right? yes & no #1', 'is this right? yes & no #1'],
  ])('are cut from the message: %s', (message, safe) => {
    trackErrors({ trackEvent });
    fail(new Error(message), { ...at, filename: 'https://a:b@shop.example/app.js?user=ada#x' });
    expect(props()).toMatchObject([{ message: safe, source: 'https://shop.example/app.js' }]);
  });

  test('are not in the address of a script that is no web page', () => {
    trackErrors({ trackEvent });
    fail(new Error('a'), { ...at, filename: 'file:///home/ada/app.js' });
    expect(props()).toMatchObject([{ source: undefined, line: 3 }]);
  });
});

describe('it never floods', () => {
  test('with one error again and again', () => {
    trackErrors({ trackEvent });
    for (let time = 0; time < 100; time++) fail(new Error('same'), at);
    expect(trackEvent).toHaveBeenCalledOnce();
  });

  test('with more than ten errors, or as many as it is told', () => {
    trackErrors({ trackEvent });
    trackErrors({ trackEvent: (name, told) => trackEvent(`few ${name}`, told) }, { maxErrors: 2 });
    for (let time = 0; time < 100; time++) fail(new Error(`error ${time}`), at);
    const names = trackEvent.mock.calls.map(([name]) => name);
    expect(names.filter((name) => name === 'error')).toHaveLength(10);
    expect(names.filter((name) => name === 'few error')).toHaveLength(2);
  });

  test('with a long message, which is cut between characters', () => {
    trackErrors({ trackEvent });
    fail(new Error('🙂'.repeat(5_000)), at);
    expect(props()).toMatchObject([{ message: '🙂'.repeat(250) }]);
  });

  test('with errors that telling of an error causes', () => {
    trackEvent.mockImplementation(() => fail(new Error(`listener ${trackEvent.mock.calls.length}`), at));
    trackErrors({ trackEvent });
    fail(new Error('first'), at);
    expect(trackEvent).toHaveBeenCalledOnce();
    fail(new Error('second'), at);
    expect(trackEvent).toHaveBeenCalledTimes(2);
  });

  test('and goes on when the tracker throws', () => {
    trackEvent.mockImplementation(() => {
      throw new Error('broken');
    });
    trackErrors({ trackEvent });
    expect(() => fail(new Error('a'), at)).not.toThrow();
    fail(new Error('b'), at);
    expect(trackEvent).toHaveBeenCalledTimes(2);
  });
});

test('tells nothing after its undo, and does nothing on a server', () => {
  trackErrors({ trackEvent })();
  fail(new Error('late'), at);
  reject(new Error('late'));
  vi.unstubAllGlobals();
  expect(() => trackErrors({ trackEvent })()).not.toThrow();
  expect(trackEvent).not.toHaveBeenCalled();
});
