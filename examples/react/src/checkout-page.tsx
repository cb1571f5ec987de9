import { useTracker } from '@passerby/sdk-react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { Events } from '@passerby/example-shop/events';
import { useCart } from './layout.tsx';
import { toEuros } from '@passerby/example-shop/products';

export function CheckoutPage(): ReactElement {
  const { items, setItems } = useCart();
  const { trackEvent } = useTracker<Events>();
  const navigate = useNavigate();
  const amount = items.reduce((sum, { price }) => sum + price, 0);
  return (
    <>
      <title>Checkout</title>
      <h1>Checkout: {toEuros(amount)}</h1>
      <button
        onClick={() => {
          trackEvent('order', { items: items.length }, { revenue: { amount, currency: 'EUR' } });
          setItems([]);
          // Nobody comes back to an order that is done.
          void navigate('/thanks', { replace: true });
        }}
      >
        Buy
      </button>
    </>
  );
}
