import { Component, signal } from '@angular/core';

@Component({
  selector: 'shop-offline-notice',
  host: { '(window:offline)': 'isOffline.set(true)', '(window:online)': 'isOffline.set(false)' },
  template: `
    @if (isOffline()) {
      <p role="status">You are offline. What you do is counted later.</p>
    }
  `,
})
export class OfflineNotice {
  readonly isOffline = signal(false);
}
