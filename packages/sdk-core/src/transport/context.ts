import type { BatchContext } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Tells facts about the visitor's browser; none on a server, whose language and time zone are not the visitor's. */
export const createContext = (environment: Environment): (() => BatchContext | undefined) => {
  const { navigator = {} } = environment;
  const context = (): BatchContext | undefined => {
    try {
      const { width, height } = environment.screen as Screen;
      return {
        lang: navigator.language || undefined,
        tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
        screen: [width, height],
      } as BatchContext;
    } catch {
      return undefined; // No screen, or Intl broken by the page, whose events count all the same.
    }
  };
  return context;
};
