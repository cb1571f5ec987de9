import { Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { injectTracker } from '@passerby/sdk-angular';
import { Cart } from './cart.ts';
import type { Events } from '@passerby/example-shop/events';
import { toEuros } from '@passerby/example-shop/products';

@Component({
  selector: 'shop-checkout-page',
  template: `
    <h1>Checkout: {{ toEuros(cart.amount()) }}</h1>
    <button (click)="buy()">Buy</button>
  `,
})
export class CheckoutPage {
  readonly cart = inject(Cart);
  readonly toEuros = toEuros;
  readonly #tracker = injectTracker<Events>();
  readonly #router = inject(Router);

  buy(): void {
    const { items, amount } = this.cart;
    this.#tracker.trackEvent(
      'order',
      { items: items().length },
      { revenue: { amount: amount(), currency: 'EUR' } },
    );
    items.set([]);
    // Nobody comes back to an order that is done.
    void this.#router.navigateByUrl('/thanks', { replaceUrl: true });
  }
}
