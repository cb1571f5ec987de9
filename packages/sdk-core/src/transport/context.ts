import type { BatchContext } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Tells facts about the visitor's browser; none on a server, whose language and time zone are not the visitor's. */
export const createContext = (environment: Environment): (() => BatchContext | undefined) => {
  const { navigator = {} } = environment;
  const context = (): BatchContext | undefined => {
    const { screen } = environment;
    try {
      if (screen) {
        return {
          lang: navigator.language || undefined,
          tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
          screen: [screen.width, screen.height],
        } as BatchContext;
      }
    } catch {
      // A page that patched Intl and broke it still has its events counted.
    }
    return undefined;
  };
  return context;
};
