'use client';

import type { Events } from '@passerby/example-shop/events';
import { toEuros } from '@passerby/example-shop/products';
import { useTracker } from '@passerby/sdk-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useCart } from './shop.tsx';

export function Checkout(): ReactElement {
  const { items, setItems } = useCart();
  const { trackEvent } = useTracker<Events>();
  const router = useRouter();
  const amount = items.reduce((sum, { price }) => sum + price, 0);
  return (
    <>
      <h1>Checkout: {toEuros(amount)}</h1>
      <button
        onClick={() => {
          trackEvent('order', { items: items.length }, { revenue: { amount, currency: 'EUR' } });
          setItems([]);
          // Nobody comes back to an order that is done.
          router.replace('/thanks');
        }}
      >
        Buy
      </button>
    </>
  );
}
