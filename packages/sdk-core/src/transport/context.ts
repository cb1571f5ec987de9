import type { BatchContext } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Facts about the visitor's browser; none on a server, whose language and time zone are not the visitor's. */
export const contextOf = ({ navigator, screen }: Environment): BatchContext => {
  try {
    if (screen) {
      return {
        lang: navigator?.language || undefined,
        tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
        screen: [screen.width, screen.height],
      } as BatchContext;
    }
  } catch {
    // A page that patched Intl and broke it still has its events counted.
  }
  return {};
};
