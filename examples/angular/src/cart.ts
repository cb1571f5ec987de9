import { Injectable, computed, signal } from '@angular/core';
import type { Product } from '@passerby/example-shop/products';

@Injectable({ providedIn: 'root' })
export class Cart {
  readonly items = signal<readonly Product[]>([]);
  readonly amount = computed(() => this.items().reduce((sum, { price }) => sum + price, 0));

  add(product: Product): void {
    this.items.update((items) => [...items, product]);
  }
}
