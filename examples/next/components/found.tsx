'use client';

import type { Events } from '@passerby/example-shop/events';
import { products } from '@passerby/example-shop/products';
import { useTracker } from '@passerby/sdk-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEffect, type ReactElement } from 'react';

export function Found(): ReactElement {
  const { trackEvent } = useTracker<Events>();
  const term = useSearchParams().get('q') ?? '';
  const found = products.filter(({ name }) => name.toLowerCase().includes(term.toLowerCase()));
  useEffect(() => trackEvent('search', { found: found.length }), [trackEvent, term]);
  return (
    <>
      <h1>{found.length} found</h1>
      <ul>
        {found.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/product/${id}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}
