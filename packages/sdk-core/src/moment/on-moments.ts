import type { Environment, PageMoment } from '../environment.ts';

/**
 * Runs what is given at moments of the page's life; returns its undo. They are heard on the window, where
 * visibilitychange arrives after the listeners that the page has on its document: what they track is still sent.
 * Pagehide is captured, so that what comes after it began is known to.
 */
export function onMoments(environment: Environment, moments: [PageMoment, () => void][]): () => void {
  for (const [moment, run] of moments) {
    environment.addEventListener?.(moment, run, moment === 'pagehide');
  }
  return () => {
    for (const [moment, run] of moments) {
      environment.removeEventListener?.(moment, run, moment === 'pagehide');
    }
  };
}
