import type { Routes } from '@angular/router';
import { CartPage } from './cart-page.ts';
import { CheckoutPage } from './checkout-page.ts';
import { TextPage } from './text-page.ts';

/** Loaded when the first of them is opened. */
export const orderRoutes: Routes = [
  { path: 'cart', component: CartPage, title: 'Your cart' },
  { path: 'checkout', component: CheckoutPage, title: 'Checkout' },
  { path: 'thanks', component: TextPage, title: 'Thank you', data: { text: 'Thank you' } },
];
