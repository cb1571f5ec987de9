import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PasserbyTrack } from '@passerby/sdk-angular';
import { Cart } from './cart.ts';
import { products, toEuros } from '@passerby/example-shop/products';

@Component({
  selector: 'shop-product-page',
  imports: [PasserbyTrack, RouterLink],
  template: `
    @if (product(); as product) {
      <h1>{{ product.name }}: {{ toEuros(product.price) }}</h1>
      <button
        (click)="cart.add(product)"
        passerbyTrack="add-to-cart"
        [passerbyTrackProps]="{ product: product.name, price: product.price }"
      >
        Add to cart
      </button>
      @if (next(); as next) {
        <p>
          <a [routerLink]="['/product', next.id]">Next: {{ next.name }}</a>
        </p>
      }
    } @else {
      <h1>Not found</h1>
    }
  `,
})
export class ProductPage {
  /** Of the route. */
  readonly id = input.required<string>();
  readonly cart = inject(Cart);
  readonly toEuros = toEuros;
  readonly #at = computed(() => products.findIndex(({ id }) => id === Number(this.id())));
  readonly product = computed(() => products[this.#at()]);
  readonly next = computed(() => products[this.#at() + 1]);
}
