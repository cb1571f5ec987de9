import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { CartItems } from '../../components/cart-items.tsx';

export const metadata: Metadata = { title: 'Your cart' };

export default function CartPage(): ReactElement {
  return (
    <>
      <h1>Your cart</h1>
      <CartItems />
      <Link href="/checkout">Checkout</Link>
    </>
  );
}
