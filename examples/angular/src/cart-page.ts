import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Cart } from './cart.ts';
import { toEuros } from '@passerby/example-shop/products';

@Component({
  selector: 'shop-cart-page',
  imports: [RouterLink],
  template: `
    <h1>Your cart</h1>
    <ul>
      @for (item of cart.items(); track $index) {
        <li>{{ item.name }} {{ toEuros(item.price) }}</li>
      }
    </ul>
    <a routerLink="/checkout">Checkout</a>
  `,
})
export class CartPage {
  readonly cart = inject(Cart);
  readonly toEuros = toEuros;
}
