import type { BatchContext } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Facts about the visitor's browser; none on a server, whose language and time zone are not the visitor's. */
export function contextOf({ navigator, screen }: Environment): BatchContext {
  if (!screen) return {};
  const lang = navigator?.language;
  const tz = timeZone();
  return { ...(lang && { lang }), ...(tz && { tz }), screen: [screen.width, screen.height] };
}

function timeZone(): string | undefined {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined; // A page that patched Intl and broke it still has its events counted.
  }
}
