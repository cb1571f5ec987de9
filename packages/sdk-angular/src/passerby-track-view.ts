import { DestroyRef, Directive, ElementRef, NgZone, inject, input, type InputSignal } from '@angular/core';
import type { EventOptions, PropsInput } from '@passerby/sdk-core';
import { onView } from '@passerby/sdk-core/views';
import { injectTracker } from './inject-tracker.ts';

/**
 * Tracks once that an element was seen, when half of it, or as much of it as fills half of the viewport, has been in
 * view for a second: `<section passerbyTrackView="hero" [passerbyTrackViewProps]="{ step: 2 }">`.
 */
@Directive({ selector: '[passerbyTrackView]' })
export class PasserbyTrackView {
  /** Name of the event. */
  readonly event: InputSignal<string> = input.required<string>({ alias: 'passerbyTrackView' });
  /** Properties of the event. */
  readonly props: InputSignal<PropsInput | undefined> = input<PropsInput>(undefined, {
    alias: 'passerbyTrackViewProps',
  });
  /** What else to say of the event, such as revenue. */
  readonly options: InputSignal<EventOptions | undefined> = input<EventOptions>(undefined, {
    alias: 'passerbyTrackViewOptions',
  });

  constructor() {
    const tracker = injectTracker();
    const { nativeElement } = inject<ElementRef<Element>>(ElementRef);
    const track = (): void => tracker.trackEvent(this.event(), this.props(), this.options());
    inject(DestroyRef).onDestroy(inject(NgZone).runOutsideAngular(() => onView(nativeElement, track)));
  }
}
