export type { BatchContext, Event, Props, PropValue, Revenue } from '@passerby/wire';
export type { DropReason } from './drop-reason.ts';
export type { Environment, PageMoment } from './environment.ts';
export type { PropsInput } from './event/clean-props.ts';
export type { Cleaned, EventOptions, PageViewOptions } from './event/create-event.ts';
export type { Fate, Stats } from './ledger.ts';
export type { TrackerOptions } from './options.ts';
export { createTracker } from './tracker.ts';
export type { Dropped, Tracker, TrackerSignals } from './tracker.ts';
