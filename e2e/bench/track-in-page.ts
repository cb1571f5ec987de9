/// <reference lib="dom" />
import type { createTracker } from '@passerby/sdk-core';

// Each function here runs in a page alone, and knows nothing else of this file.

interface BenchPage {
  createTracker: typeof createTracker;
}

/**
 * Main-thread time of one call, µs: the medians of many blocks of 20, for `trackEvent` and for the least it could do.
 * `isFull`: where the queue is as long as it may be, so that each event puts the oldest out of it.
 */
export async function timeCalls(isFull: boolean): Promise<{ trackEvent: number; floor: number }> {
  const tracker = (globalThis as unknown as BenchPage).createTracker({
    site: isFull ? 'full-calls.example' : 'calls.example',
    endpoint: isFull ? `${location.origin}/down/` : location.origin,
  });
  for (let count = 0; isFull && count < 1_000; count++) tracker.trackEvent('bench');
  const list: string[] = [];
  const timeBlock = (call: () => void): number => {
    const start = performance.now();
    for (let count = 0; count < 20; count++) call();
    return ((performance.now() - start) * 1_000) / 20;
  };
  const samples: Record<'trackEvent' | 'floor', number[]> = { trackEvent: [], floor: [] };
  for (let round = 0; round < 300; round++) {
    samples.trackEvent.push(timeBlock(() => tracker.trackEvent('bench', { plan: 'pro', seats: 3 })));
    samples.floor.push(
      timeBlock(() => {
        const event = { type: 'event', name: 'bench', time: Date.now(), url: location.href };
        list.push(JSON.stringify({ ...event, props: { plan: 'pro', seats: 3 } }));
      }),
    );
    // What the tracker does later is not the call's. Twenty events in 5 ms are more than it sends.
    // oxlint-disable-next-line no-await-in-loop -- one block a task
    await (isFull ? new Promise((resolve) => setTimeout(resolve, 5)) : tracker.flush());
  }
  tracker.close();
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
  return { trackEvent: median(samples.trackEvent), floor: median(samples.floor) };
}

/** 1,000 calls in one task: how long they take, and the longest task of the seconds after (0: none over 50 ms), ms. */
export async function timeThousand(): Promise<{ calls: number; longestTask: number }> {
  let longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  }).observe({ type: 'longtask' });
  const tracker = (globalThis as unknown as BenchPage).createTracker({
    site: 'thousand.example',
    endpoint: location.origin,
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = performance.now();
  for (let count = 0; count < 1_000; count++) tracker.trackEvent('bench', { plan: 'pro', seats: 3 });
  const calls = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  tracker.close();
  return { calls, longestTask };
}

/** Leaves so many events in the store, as a page does whose collector is down. */
export async function fillStore(count: number): Promise<void> {
  const tracker = (globalThis as unknown as BenchPage).createTracker({
    site: 'full.example',
    endpoint: `${location.origin}/down/`,
    maxQueueEvents: count,
  });
  for (let done = 0; done < count; done++) tracker.trackEvent('e');
  // By then it has made the database.
  await new Promise<void>((resolve) => tracker.on('retried', () => resolve()));
  const open = indexedDB.open('passerby:full.example');
  const database = await new Promise<IDBDatabase>((resolve) => {
    open.addEventListener('success', () => resolve(open.result));
  });
  for (let kept = 0; kept < count;) {
    const request = database.transaction('events').objectStore('events').count();
    // oxlint-disable-next-line no-await-in-loop -- looks until all are there
    await new Promise((resolve) => request.addEventListener('success', resolve));
    kept = request.result;
  }
  database.close();
}

/**
 * Starts on a full store. In ms: the call of `createTracker`, until it had taken over what it found, and its long tasks
 * (over 50 ms) until then, the longest and all.
 */
export async function timeStart(
  count: number,
): Promise<{ call: number; adopted: number; longestTask: number; blocked: number }> {
  let longestTask = 0;
  let blocked = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      longestTask = Math.max(longestTask, duration);
      blocked += duration;
    }
  }).observe({ type: 'longtask' });
  const start = performance.now();
  const tracker = (globalThis as unknown as BenchPage).createTracker({
    site: 'full.example',
    endpoint: `${location.origin}/down/`,
    maxQueueEvents: count,
  });
  const call = performance.now() - start;
  await new Promise<void>((resolve) => tracker.on('adopted', () => resolve()));
  const adopted = performance.now() - start;
  // The task that told of it has to end before it is reported.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return { call, adopted, longestTask, blocked };
}
