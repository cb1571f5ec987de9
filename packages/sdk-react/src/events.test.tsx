import { fireEvent, render, screen } from '@testing-library/react';
import { StrictMode, useRef, type ReactElement, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { events, options, told } from '../test/told.ts';
import { TrackView, TrackerErrorBoundary, TrackerProvider, useTrackEvent, useTrackView } from './index.ts';

const app = (children: ReactNode): ReactElement => (
  <StrictMode>
    <TrackerProvider options={options}>{children}</TrackerProvider>
  </StrictMode>
);

/** Says of all that is observed that it is wholly in view. */
let show: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const observers = new Map<object, () => void>();
  show = () => {
    for (const tell of observers.values()) tell();
  };
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #tell: (entries: unknown[]) => void;
      constructor(tell: (entries: unknown[]) => void) {
        this.#tell = tell;
      }
      observe(element: Element): void {
        if (!(element instanceof HTMLElement)) throw new TypeError('no element to observe');
        const entry = { intersectionRatio: 1, intersectionRect: { width: 0, height: 0 }, rootBounds: null };
        observers.set(this, () => this.#tell([entry]));
      }
      disconnect(): void {
        observers.delete(this);
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('useTrackEvent gives a stable function that tracks its event', () => {
  const given: unknown[] = [];
  function Button(): ReactElement {
    const signUp = useTrackEvent('signup');
    given.push(signUp);
    return (
      <button onClick={() => signUp({ plan: 'pro' }, { revenue: { amount: 9, currency: 'EUR' } })}>Go</button>
    );
  }
  const { rerender } = render(app(<Button />));
  const first = given.at(-1);
  rerender(app(<Button />));
  expect(given.at(-1)).toBe(first);
  fireEvent.click(screen.getByText('Go'));
  expect(events()).toEqual([['signup', { plan: 'pro' }]]);
  expect(told.at(-1)).toMatchObject({ revenue: { amount: 9, currency: 'EUR' } });
});

test('<TrackView> tracks once that it was seen, with the props of that moment', () => {
  const view = (step: number): ReactElement =>
    app(
      <TrackView event="hero" props={{ step }} options={{ url: '/hero' }} className="hero">
        Shoes
      </TrackView>,
    );
  const { rerender } = render(view(1));
  expect(screen.getByText('Shoes').className).toBe('hero');
  show();
  rerender(view(2));
  vi.advanceTimersByTime(1_000);
  show();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([['hero', { step: 2 }]]);
  expect(new URL(told.at(-1)?.url ?? '').pathname).toBe('/hero');
});

test('useTrackView tracks an element of the app, until it is unmounted', () => {
  function Hero(): ReactElement {
    const ref = useRef<HTMLElement>(null);
    useTrackView(ref, 'hero');
    return <section ref={ref}>Shoes</section>;
  }
  const { unmount } = render(app(<Hero />));
  show();
  unmount();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([]);

  render(app(<Hero />));
  show();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([['hero', undefined]]);
});

test('useTrackView waits for nothing where there is no element', () => {
  function Hero(): null {
    useTrackView(useRef(null), 'hero');
    return null;
  }
  render(app(<Hero />));
  show();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([]);
});

test('<TrackerErrorBoundary> tracks what its children throw, and can show them again', () => {
  const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
  let isBroken = true;
  function Cart(): string {
    if (isBroken) throw new TypeError('no answer from /api/cart?token=secret');
    return 'Your cart';
  }
  render(
    app(
      <TrackerErrorBoundary
        fallback={({ error, reset }) => <button onClick={reset}>Again: {String(error)}</button>}
      >
        <Cart />
      </TrackerErrorBoundary>,
    ),
  );
  expect(events()).toMatchObject([['error', { message: 'no answer from /api/cart', type: 'TypeError' }]]);
  isBroken = false;
  fireEvent.click(screen.getByText(/^Again: TypeError/));
  expect(screen.getByText('Your cart')).toBeTruthy();
  silence.mockRestore();
});

test('<TrackerErrorBoundary> shows a plain fallback', () => {
  const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
  function Cart(): never {
    throw new Error('broken');
  }
  render(
    app(
      <TrackerErrorBoundary fallback="Sorry">
        <Cart />
      </TrackerErrorBoundary>,
    ),
  );
  expect(screen.getByText('Sorry')).toBeTruthy();
  silence.mockRestore();
});
