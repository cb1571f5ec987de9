import { useTracker } from '@passerby/sdk-react';
import { useEffect, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Events } from '@passerby/example-shop/events';
import { products } from '@passerby/example-shop/products';

export function SearchPage(): ReactElement {
  const { trackEvent } = useTracker<Events>();
  const term = useSearchParams()[0].get('q') ?? '';
  const found = products.filter(({ name }) => name.toLowerCase().includes(term.toLowerCase()));
  // Twice in development, where StrictMode runs effects twice; page views are counted once there, too.
  useEffect(() => trackEvent('search', { found: found.length }), [trackEvent, term]);
  return (
    <>
      <title>Search</title>
      <h1>{found.length} found</h1>
      <ul>
        {found.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/product/${id}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}
