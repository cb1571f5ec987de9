'use client';

import type { Events } from '@passerby/example-shop/events';
import type { Product } from '@passerby/example-shop/products';
import { useTrackEvent } from '@passerby/sdk-react';
import type { ReactElement } from 'react';
import { useCart } from './shop.tsx';

export function AddToCart({ product }: { product: Product }): ReactElement {
  const { items, setItems } = useCart();
  const addToCart = useTrackEvent<Events, 'add-to-cart'>('add-to-cart');
  return (
    <button
      onClick={() => {
        setItems([...items, product]);
        addToCart({ product: product.name, price: product.price });
      }}
    >
      Add to cart
    </button>
  );
}
