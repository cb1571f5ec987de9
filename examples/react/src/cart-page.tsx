import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { useCart } from './layout.tsx';
import { toEuros } from '@passerby/example-shop/products';

export function CartPage(): ReactElement {
  const { items } = useCart();
  return (
    <>
      <title>Your cart</title>
      <h1>Your cart</h1>
      <ul>
        {items.map(({ name, price }, index) => (
          <li key={index}>
            {name} {toEuros(price)}
          </li>
        ))}
      </ul>
      <Link to="/checkout">Checkout</Link>
    </>
  );
}
