import { describeError } from './describe-error.ts';
import type { EventTracker } from './event-tracker.ts';
import { listen } from './listen.ts';

export type { EventTracker };

/** What `trackErrors` may be given. */
export interface ErrorOptions {
  /** Errors that are tracked in one page load (default 10). */
  maxErrors?: number;
}

/**
 * Tracks uncaught errors and unhandled rejections as `error` with the props `message` (at most 250 characters),
 * `type` (such as `TypeError`), `source` (origin and path of the script), `line` and `column`. Each is told once
 * in a page load. Never collected: the stack, and credentials, queries and fragments of the addresses in `message` and
 * `source`. A message may hold what your own code puts into it.
 *
 * An error in a script of another origin without CORS is only `Script error.`: the browser says no more. Errors of
 * the visitor's browser extensions are left out: they are not the page's, and tell what is installed.
 *
 * @returns its undo. Without a window, as on a server or in a worker, nothing happens.
 */
export function trackErrors(tracker: EventTracker, options: ErrorOptions = {}): () => void {
  const { maxErrors = 10 } = options;
  const told = new Set<string>();
  let isTelling = false;
  return listen(
    globalThis.window,
    ['error', 'unhandledrejection'],
    (event: ErrorEvent | PromiseRejectionEvent) => {
      // Telling may fail, in a listener of `tracker.on`, and that comes back here.
      if (isTelling || told.size >= maxErrors) return;
      const props = describeError(event);
      const key = JSON.stringify(props);
      if (!props || told.has(key)) return;
      told.add(key);
      isTelling = true;
      try {
        tracker.trackEvent('error', props);
      } finally {
        isTelling = false;
      }
    },
  );
}
