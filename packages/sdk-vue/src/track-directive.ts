import type { PropsInput } from '@passerby/sdk-core';
import { onView } from '@passerby/sdk-core/views';
import type { ComponentPublicInstance, ObjectDirective } from 'vue';
import { useTracker } from './use-tracker.ts';

/** Names an event by its argument, and binds its properties: `v-track:add-to-cart="{ product: 'Espresso' }"`. */
export type TrackDirective = ObjectDirective<Element, PropsInput | null | undefined>;

interface Bound {
  /** Vue 3.4 says that there may be none: an event without a name, which the tracker drops as invalid. */
  arg: string | undefined;
  value: PropsInput | null | undefined;
  undo: () => void;
}

/** `on` calls what it is given each time that there is something to track; it returns its undo. */
function createTrackDirective(on: (element: Element, run: () => void) => () => void): TrackDirective {
  const bound = new WeakMap<Element, Bound>();
  return {
    mounted(element, { arg, instance, value }) {
      const { app } = (instance as ComponentPublicInstance).$.appContext;
      const { trackEvent } = app.runWithContext(useTracker);
      const event: Bound = {
        arg,
        value,
        undo: on(element, () => trackEvent(event.arg as string, event.value)),
      };
      bound.set(element, event);
    },
    // What counts is what it is bound to when there is something to track, not when it was mounted.
    updated: (element, { arg, value }) => void Object.assign(bound.get(element) as Bound, { arg, value }),
    unmounted: (element) => bound.get(element)?.undo(),
  };
}

/** Tracks each click: `<button v-track:signup="{ plan: 'pro' }">`. */
export const vTrack: TrackDirective = /* @__PURE__ */ createTrackDirective((element, run) => {
  element.addEventListener('click', run);
  return () => element.removeEventListener('click', run);
});

/**
 * Tracks once for a mounted element, when half of it, or as much of it as fills half of the viewport, has been in view
 * for a second: `<section v-track-view:hero>`.
 */
export const vTrackView: TrackDirective = /* @__PURE__ */ createTrackDirective(onView);
