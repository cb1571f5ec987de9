import type { BatchContext } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Facts about the visitor's browser; none on a server, whose language and time zone are not the visitor's. */
export function contextOf({ navigator, screen }: Environment): BatchContext {
  const context: BatchContext = {};
  try {
    if (screen) {
      context.screen = [screen.width, screen.height];
      if (navigator?.language) context.lang = navigator.language;
      context.tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
  } catch {
    // A page that patched Intl and broke it still has its events counted.
  }
  return context;
}
