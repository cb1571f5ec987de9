import { expect, test, vi } from 'vitest';
import { trackError } from './track-error.ts';

test('tells what was thrown, without what may be secret', () => {
  const trackEvent = vi.fn<(name: string, props: object) => void>();
  const error = new TypeError('no answer from /api/me?token=secret');
  error.stack = 'TypeError: no answer\n    at Cart (https://shop.example/assets/cart.js?v=1:7:12)';
  trackError({ trackEvent }, error);
  trackError({ trackEvent }, 'a text');
  expect(trackEvent.mock.calls).toMatchObject([
    [
      'error',
      {
        message: 'no answer from /api/me',
        type: 'TypeError',
        source: 'https://shop.example/assets/cart.js',
        line: 7,
        column: 12,
      },
    ],
    ['error', { message: 'a text', type: 'Error' }],
  ]);
});

test('tells each error once, and ten at most, as what fails to render fails each time', () => {
  const trackEvent = vi.fn<(name: string, props: object) => void>();
  const tracker = { trackEvent };
  const error = new Error('no such product');
  trackError(tracker, error);
  trackError(tracker, error);
  expect(trackEvent).toHaveBeenCalledTimes(1);
  for (let index = 0; index < 20; index++) trackError(tracker, `failure ${index}`);
  expect(trackEvent).toHaveBeenCalledTimes(10);
});
