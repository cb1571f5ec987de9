import { products, toEuros } from '@passerby/example-shop/products';
import { TrackView } from '@passerby/sdk-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { Letters } from '../components/letters.tsx';

export default function ListPage(): ReactElement {
  return (
    <>
      <h1>Our coffee</h1>
      <ul>
        {products.map(({ id, name, price }) => (
          <li key={id}>
            <Link href={`/product/${id}`}>{name}</Link> {toEuros(price)}
          </li>
        ))}
      </ul>
      <p>
        <a href="/price-list.csv" download>
          Price list
        </a>{' '}
        · <a href="https://roaster.example/">Our roaster</a>
      </p>
      <Letters />
      <TrackView event="read-to-the-end" className="end">
        Roasted on Monday, in your kitchen by Thursday.
      </TrackView>
    </>
  );
}
