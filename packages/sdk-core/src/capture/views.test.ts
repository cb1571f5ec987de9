import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onView } from './views.ts';

const element = {} as Element;
const seen = vi.fn<() => void>();
let page: EventTarget & { hidden: boolean };
/** Tells what of the element is in view, as a share of its area and in pixels, of a viewport of 1000. */
let move: (...shares: [ratio: number, pixels?: number][]) => void;
let observed: unknown;

beforeEach(() => {
  vi.useFakeTimers();
  seen.mockReset();
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(tell: (entries: unknown[]) => void) {
        move = (...shares) =>
          observed &&
          tell(
            shares.map(([intersectionRatio, pixels = 0]) => ({
              intersectionRatio,
              intersectionRect: { width: 1, height: pixels },
              rootBounds: { width: 1, height: 1000 },
            })),
          );
      }
      observe(target: unknown): void {
        observed = target;
      }
      disconnect(): void {
        observed = undefined;
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('tells that half of an element was in view for a second, once', () => {
  onView(element, seen);
  expect(observed).toBe(element);
  move([0.5]);
  vi.advanceTimersByTime(999);
  expect(seen).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(seen).toHaveBeenCalledOnce();
  expect(observed).toBeUndefined();
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(5_000);
  expect(seen).toHaveBeenCalledOnce();
});

test('takes less than half for nothing, and a second in pieces for none', () => {
  onView(element, seen);
  move([0.4]);
  vi.advanceTimersByTime(2_000);
  move([0.6]);
  vi.advanceTimersByTime(700);
  move([0.1]);
  vi.advanceTimersByTime(700);
  move([0.6]);
  vi.advanceTimersByTime(700);
  expect(seen).not.toHaveBeenCalled();
});

test('believes the last of what is told at once', () => {
  onView(element, seen);
  move([0.9], [0]);
  vi.advanceTimersByTime(2_000);
  expect(seen).not.toHaveBeenCalled();
});

test('lets the second go on while the element moves within the view', () => {
  onView(element, seen);
  move([0.5]);
  vi.advanceTimersByTime(600);
  move([0.9]);
  vi.advanceTimersByTime(400);
  expect(seen).toHaveBeenCalledOnce();
});

test('counts an element larger than the viewport when it fills half of that', () => {
  onView(element, seen);
  move([0.05, 400]);
  vi.advanceTimersByTime(2_000);
  expect(seen).not.toHaveBeenCalled();
  move([0.1, 500]);
  vi.advanceTimersByTime(1_000);
  expect(seen).toHaveBeenCalledOnce();
});

test('waits while the tab is hidden', () => {
  onView(element, seen);
  move([1]);
  vi.advanceTimersByTime(500);
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(5_000);
  expect(seen).not.toHaveBeenCalled();
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(1_000);
  expect(seen).toHaveBeenCalledOnce();
});

test('ends with its undo', () => {
  const undo = onView(element, seen);
  move([1]);
  undo();
  vi.advanceTimersByTime(2_000);
  expect(seen).not.toHaveBeenCalled();
  expect(observed).toBeUndefined();
});

test('does nothing where nothing can be observed', () => {
  vi.stubGlobal('IntersectionObserver', undefined);
  onView(element, seen)();
  expect(seen).not.toHaveBeenCalled();
});
