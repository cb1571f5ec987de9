import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { Checkout } from '../../components/checkout.tsx';

export const metadata: Metadata = { title: 'Checkout' };

export default function CheckoutPage(): ReactElement {
  return <Checkout />;
}
