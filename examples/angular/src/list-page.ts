import { Component, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PasserbyTrackView } from '@passerby/sdk-angular';
import { products, toEuros } from '@passerby/example-shop/products';

@Component({
  selector: 'shop-list-page',
  imports: [PasserbyTrackView, RouterLink],
  template: `
    <h1>Our coffee</h1>
    <ul>
      @for (product of products; track product.id) {
        <li>
          <a [routerLink]="['/product', product.id]">{{ product.name }}</a> {{ toEuros(product.price) }}
        </li>
      }
    </ul>
    <p>
      <a href="/price-list.csv" download>Price list</a> · <a href="https://roaster.example/">Our roaster</a>
    </p>
    @if (isWelcome()) {
      <p>Welcome to our letters.</p>
    } @else {
      <form id="letters" (submit)="$event.preventDefault(); isWelcome.set(true)">
        <input type="email" aria-label="Email" placeholder="Email" />
        <button>Subscribe</button>
      </form>
    }
    <div class="end" passerbyTrackView="read-to-the-end">Roasted on Monday, in your kitchen by Thursday.</div>
  `,
})
export class ListPage {
  readonly products = products;
  readonly toEuros = toEuros;
  readonly isWelcome = signal(false);
}
