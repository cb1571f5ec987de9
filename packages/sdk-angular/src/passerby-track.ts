import { Directive, ElementRef, NgZone, inject, input, type InputSignal } from '@angular/core';
import type { EventOptions, PropsInput } from '@passerby/sdk-core';
import { injectTracker } from './inject-tracker.ts';

/**
 * Tracks each click on an element, with the props of that moment:
 * `<button passerbyTrack="signup" [passerbyTrackProps]="{ plan: 'pro' }">`.
 */
@Directive({ selector: '[passerbyTrack]' })
export class PasserbyTrack {
  /** Name of the event. */
  readonly event: InputSignal<string> = input.required<string>({ alias: 'passerbyTrack' });
  /** Properties of the event. */
  readonly props: InputSignal<PropsInput | undefined> = input<PropsInput>(undefined, {
    alias: 'passerbyTrackProps',
  });
  /** What else to say of the event, such as revenue. */
  readonly options: InputSignal<EventOptions | undefined> = input<EventOptions>(undefined, {
    alias: 'passerbyTrackOptions',
  });

  constructor() {
    const tracker = injectTracker();
    const { nativeElement } = inject<ElementRef<Element>>(ElementRef);
    const track = (): void => tracker.trackEvent(this.event(), this.props(), this.options());
    // Not a host listener: those trigger change detection, without zone.js, too.
    inject(NgZone).runOutsideAngular(() => nativeElement.addEventListener('click', track));
  }
}
