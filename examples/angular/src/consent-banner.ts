import { Component, signal } from '@angular/core';
import { injectTracker, type Consent } from '@passerby/sdk-angular';

/** Counting needs no consent, as nothing identifies the visitor; knowing who comes back does. */
@Component({
  selector: 'shop-consent-banner',
  template: `
    @if (isOpen()) {
      <aside aria-label="Consent">
        <p>May we recognize you when you come back?</p>
        <button (click)="choose('granted')">Accept</button>
        <button (click)="choose('denied')">Decline</button>
      </aside>
    }
  `,
})
export class ConsentBanner {
  readonly isOpen = signal(true);
  readonly #tracker = injectTracker();

  choose(consent: Consent): void {
    this.#tracker.setConsent(consent);
    this.isOpen.set(false);
  }
}
