import type { Tracker } from '@passerby/sdk-core';
import type { InjectionKey } from 'vue';

/** Under which an app has its tracker: in tests, `global: { provide: { [trackerKey]: createTestTracker() } }`. */
export const trackerKey: InjectionKey<Tracker> = Symbol('passerby');
