import { hearAll, type Told, type WatchedTracker } from './hear-all.ts';

/** The `detail` of `passerby:event`. */
export interface Announcement extends Told {
  /** The site's public key. */
  site: string;
}

/**
 * Dispatches `passerby:event` on `window` for whatever becomes of an event, for browser extensions and other tools that
 * have no hold of the tracker. The detail is a copy: who changes it changes nothing that is sent. Any script of the page
 * hears it.
 *
 * @returns its undo. Without a window, as on a server or in a worker, nothing happens.
 */
export function announceEvents(tracker: WatchedTracker, { site }: { site: string }): () => void {
  if (!globalThis.window) return () => {};
  return hearAll(tracker, (told) => {
    const detail = JSON.parse(JSON.stringify({ site, ...told } satisfies Announcement));
    window.dispatchEvent(new CustomEvent<Announcement>('passerby:event', { detail }));
  });
}
