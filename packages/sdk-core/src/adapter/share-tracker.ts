import type { TrackerOptions } from '../options.ts';
import type { EventMap, Tracker } from '../tracker.ts';

/** A tracker that a framework's component owns together with others of the same site. */
export interface SharedTracker<Events = EventMap> extends Tracker<Events> {
  /** Starts the tracker; it runs until the last who started it has called the result. */
  readonly start: () => () => void;
}

/** The trackers that run, by endpoint and site. Empty on servers. */
const running = new Map<string, { tracker: Tracker; holders: number }>();

/**
 * A tracker for components, which frameworks render before there is a page, twice (React's StrictMode), or anew
 * (Fast Refresh, hydration, several roots): nothing is created before `start()` or the first call, one runs for a
 * site, and who lets go and starts again in the same task keeps it. Without a document, as on a server, calls do
 * nothing.
 *
 * @param create `createTracker`, handed over so that it is not bundled twice.
 */
export function shareTracker<Events = EventMap>(
  create: (options: TrackerOptions) => Tracker<Events>,
  options: TrackerOptions,
): SharedTracker<Events> {
  const key = `${options.endpoint} ${options.site}`;
  let tracker: Tracker | undefined;

  const run = (): Tracker => {
    tracker = running.get(key)?.tracker;
    if (tracker) return tracker;
    tracker = create(options) as Tracker;
    // Closed, it still is a whole tracker, which drops what it is told.
    if (globalThis.document) running.set(key, { tracker, holders: 0 });
    else tracker.close();
    return tracker;
  };
  /** After the last has let go the closed one stays, so that late calls start nothing. */
  const current = (): Tracker => tracker ?? run();
  const close = (): void => {
    current().close();
    if (running.get(key)?.tracker === tracker) running.delete(key);
  };

  return {
    start() {
      run();
      const held = running.get(key);
      if (held) held.holders++;
      return () => {
        if (!held) return;
        held.holders--;
        queueMicrotask(() => {
          if (held.holders === 0 && running.get(key) === held) close();
        });
      };
    },
    trackPageView: (view) => current().trackPageView(view),
    // Either form; what is not given is undefined, which says the same.
    trackEvent: (first: string, second?: unknown, third?: unknown, value?: number | null) =>
      current().trackEvent(first, second as string, third as string, value),
    setConsent: (consent) => current().setConsent(consent),
    identify: (user) => current().identify(user),
    reset: () => current().reset(),
    flush: () => current().flush(),
    stats: () => current().stats(),
    on: (type, listener) => current().on(type, listener),
    close,
  };
}
