import { ApplicationRef, Component, DOCUMENT, DestroyRef, inject } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { injectTracker } from '@passerby/sdk-angular';
import { trackDownloads } from '@passerby/sdk-core/downloads';
import { trackForms } from '@passerby/sdk-core/forms';
import { trackLinks } from '@passerby/sdk-core/links';
import { Cart } from './cart.ts';
import { ConsentBanner } from './consent-banner.ts';
import { OfflineNotice } from './offline-notice.ts';

@Component({
  selector: 'shop-root',
  imports: [ConsentBanner, OfflineNotice, RouterLink, RouterOutlet],
  template: `
    <nav>
      <a routerLink="/">☕ Halfpast</a>
      <a routerLink="/offer">Offer of the week</a>
      <a routerLink="/cart">Cart ({{ cart.items().length }})</a>
      <form action="/search" role="search" (submit)="search($event, term.value)">
        <input #term type="search" name="q" aria-label="Search" placeholder="Search" />
      </form>
    </nav>
    <shop-offline-notice />
    <main>
      <router-outlet />
    </main>
    <footer>
      <a href="/imprint.html">Imprint</a>
      <button (click)="close()">Close the shop</button>
    </footer>
    <shop-consent-banner />
  `,
})
export class Shop {
  readonly cart = inject(Cart);
  readonly #router = inject(Router);
  readonly #app = inject(ApplicationRef);
  readonly #document = inject(DOCUMENT);

  constructor() {
    const tracker = injectTracker();
    const destroyRef = inject(DestroyRef);
    for (const undo of [trackLinks(tracker), trackDownloads(tracker), trackForms(tracker)])
      destroyRef.onDestroy(undo);
  }

  search(event: Event, q: string): void {
    event.preventDefault();
    void this.#router.navigate(['/search'], { queryParams: { q } });
  }

  close(): void {
    this.#app.destroy();
    this.#document.body.textContent = 'Closed. Nothing is counted any more.';
  }
}
