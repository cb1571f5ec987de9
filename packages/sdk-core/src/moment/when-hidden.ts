import type { Environment } from '../environment.ts';

/**
 * Runs `onHidden` whenever the page may be about to end, told if it has ended (it may still come back from the
 * back/forward cache), and `onShown` when it is there again; returns its undo. Both moments are needed: a closed
 * tab or a followed link gives pagehide first (still visible) and then visibilitychange, a phone that switches
 * apps only visibilitychange, and may end the page later without a word.
 */
export function whenHidden(
  environment: Environment,
  onHidden: (ended?: boolean) => void,
  onShown: () => void,
): () => void {
  const ended = (): void => onHidden(true);
  const changed = (): void => {
    if (environment.document?.hidden) onHidden();
    else onShown();
  };
  // On the window, where visibilitychange arrives after the listeners that the page has on its document: what
  // they track is still sent. Pagehide is captured, so that nothing is written after it began.
  environment.addEventListener?.('pagehide', ended, true);
  environment.addEventListener?.('pageshow', onShown);
  environment.addEventListener?.('visibilitychange', changed);
  return () => {
    environment.removeEventListener?.('pagehide', ended, true);
    environment.removeEventListener?.('pageshow', onShown);
    environment.removeEventListener?.('visibilitychange', changed);
  };
}
