'use client';

import { toEuros } from '@passerby/example-shop/products';
import type { ReactElement } from 'react';
import { useCart } from './shop.tsx';

export function CartItems(): ReactElement {
  const { items } = useCart();
  return (
    <ul>
      {items.map(({ name, price }, index) => (
        <li key={index}>
          {name} {toEuros(price)}
        </li>
      ))}
    </ul>
  );
}
