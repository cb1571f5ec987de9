import type { Environment } from '../environment.ts';

/**
 * Runs whenever the page may be about to end; returns its undo. Both moments are needed: a closed tab or a
 * followed link gives pagehide first (still visible) and then visibilitychange, a phone that switches apps only
 * visibilitychange, and may end the page later without a word.
 */
export function whenHidden(environment: Environment, run: () => void): () => void {
  const runIfHidden = (): void => {
    if (environment.document?.hidden) run();
  };
  // On the window, where visibilitychange arrives after the listeners that the page has on its document: what
  // they track is still sent.
  environment.addEventListener?.('pagehide', run);
  environment.addEventListener?.('visibilitychange', runIfHidden);
  return () => {
    environment.removeEventListener?.('pagehide', run);
    environment.removeEventListener?.('visibilitychange', runIfHidden);
  };
}
