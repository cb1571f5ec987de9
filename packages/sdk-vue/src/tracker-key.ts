import type { Tracker } from '@passerby/sdk-core';
import type { InjectionKey } from 'vue';

/** Under which an app has its tracker. */
export const trackerKey: InjectionKey<Tracker> = Symbol('passerby');
