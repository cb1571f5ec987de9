/// <reference lib="dom" />
import type { Stats, Tracker } from '@passerby/sdk-core';

// Each function here runs in a page alone, and knows nothing else of this file.

/** What a page of the demo has when its tracker has loaded. */
interface TrackedPage {
  passerby: Tracker & ((method: 'trackEvent', name: string, props: { id: string }) => void);
  /** Tells the run that these events are in the store, or were. */
  sawKept(ids: string[]): Promise<void>;
}

/**
 * Tracks events `first` to `first + count - 1` in one task; resolves when each was seen in the store or has left it.
 * Answers how many were not to be seen there for half a minute.
 */
export async function trackBurst(site: string, first: number, count: number): Promise<number> {
  const page = globalThis as unknown as TrackedPage;
  const { passerby } = page;
  const unseen = new Map<string, string>();
  const see = (eventIds: string[]): void => {
    const ids = eventIds.flatMap((eventId) => unseen.get(eventId) ?? []);
    for (const eventId of eventIds) unseen.delete(eventId);
    if (ids.length > 0) void page.sawKept(ids);
  };
  const undo = passerby.on('tracked', ({ events }) => {
    for (const event of events) if ('props' in event) unseen.set(event.id, String(event.props?.['id']));
  });
  for (let number = first; number < first + count; number++) {
    passerby('trackEvent', 'chaos', { id: String(number) });
  }
  undo();
  const undos = (['acknowledged', 'elsewhere'] as const).map((fate) =>
    passerby.on(fate, ({ events }) => see(events.map(({ id }) => id))),
  );
  const open = indexedDB.open(`passerby:${site}`);
  // The tracker makes it; this connection only looks.
  open.addEventListener('upgradeneeded', () => open.transaction?.abort());
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    open.addEventListener('success', () => resolve(open.result));
    open.addEventListener('error', () => reject(new Error('the tracker has no store')));
  });
  const deadline = Date.now() + 30_000;
  while (unseen.size > 0 && Date.now() < deadline) {
    const keys = database.transaction('events').objectStore('events').getAllKeys();
    // oxlint-disable-next-line no-await-in-loop -- looks until it has seen all
    await new Promise((resolve) => keys.addEventListener('success', resolve));
    see(keys.result.map(String));
  }
  database.close();
  for (const stop of undos) stop();
  return unseen.size;
}

/** How many events the store of the site holds. */
export async function countKept(site: string): Promise<number> {
  const open = indexedDB.open(`passerby:${site}`);
  open.addEventListener('upgradeneeded', () => open.transaction?.abort());
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    open.addEventListener('success', () => resolve(open.result));
    open.addEventListener('error', () => reject(new Error('the tracker has no store')));
  });
  const count = database.transaction('events').objectStore('events').count();
  await new Promise((resolve) => count.addEventListener('success', resolve));
  database.close();
  return count.result;
}

export function readStats(): Stats {
  return (globalThis as unknown as TrackedPage).passerby.stats();
}
