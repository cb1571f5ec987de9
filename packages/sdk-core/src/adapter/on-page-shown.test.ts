import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubPage, type FakePage } from '../../test/fake-page.ts';
import { onPageShown } from './on-page-shown.ts';

let page: FakePage;
const show = (persisted: boolean): boolean =>
  page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));

beforeEach(() => {
  page = stubPage('https://shop.example/');
});
afterEach(() => vi.unstubAllGlobals());

test('runs now, and when the back/forward cache gives the page back', () => {
  const run = vi.fn<() => void>();
  onPageShown(run);
  expect(run).toHaveBeenCalledTimes(1);
  show(false);
  expect(run).toHaveBeenCalledTimes(1);
  show(true);
  expect(run).toHaveBeenCalledTimes(2);
});

test('ends with its undo', () => {
  const run = vi.fn<() => void>();
  onPageShown(run)();
  show(true);
  expect(run).toHaveBeenCalledTimes(1);
});
