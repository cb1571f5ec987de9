import { listen } from '../capture/listen.ts';

/**
 * Calls `run` now, and each time that the back/forward cache gives the page back: the visitor sees it again, though
 * no framework notices. Returns its undo.
 */
export function onPageShown(run: () => void): () => void {
  run();
  return listen(globalThis.window, ['pageshow'], ({ persisted }: PageTransitionEvent) => {
    if (persisted) run();
  });
}
