import type { NgZone } from '@angular/core';

/**
 * The same functions, which run outside of Angular's zone: what they wait for (timers, answers, storage) triggers no
 * change detection, as it would by zone.js.
 */
export function outsideZone<Functions extends object>(zone: NgZone, functions: Functions): Functions {
  return Object.fromEntries(
    Object.entries(functions).map(([name, run]: [string, (...args: unknown[]) => unknown]) => [
      name,
      (...args: unknown[]) => zone.runOutsideAngular(() => run(...args)),
    ]),
  ) as Functions;
}
