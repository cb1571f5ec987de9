import { Component, computed, effect, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { injectTracker } from '@passerby/sdk-angular';
import type { Events } from '@passerby/example-shop/events';
import { products } from '@passerby/example-shop/products';

@Component({
  selector: 'shop-search-page',
  imports: [RouterLink],
  template: `
    <h1>{{ found().length }} found</h1>
    <ul>
      @for (product of found(); track product.id) {
        <li>
          <a [routerLink]="['/product', product.id]">{{ product.name }}</a>
        </li>
      }
    </ul>
  `,
})
export class SearchPage {
  /** Of the query. */
  readonly q = input<string>();
  readonly found = computed(() => {
    const term = (this.q() ?? '').toLowerCase();
    return products.filter(({ name }) => name.toLowerCase().includes(term));
  });

  constructor() {
    const tracker = injectTracker<Events>();
    effect(() => tracker.trackEvent('search', { found: this.found().length }));
  }
}
