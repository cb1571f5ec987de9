export { announceEvents } from './devtools/announce-events.ts';
export type { Announcement } from './devtools/announce-events.ts';
export type { Told, WatchedTracker } from './devtools/hear-all.ts';
export { openDevtools } from './devtools/open-devtools.ts';
export type { DevtoolsOptions } from './devtools/open-devtools.ts';
