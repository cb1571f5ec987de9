import { useTrackEvent } from '@passerby/sdk-react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import type { Events } from '@passerby/example-shop/events';
import { useCart } from './layout.tsx';
import { products, toEuros } from '@passerby/example-shop/products';

export function ProductPage(): ReactElement {
  const { id } = useParams();
  const { items, setItems } = useCart();
  const addToCart = useTrackEvent<Events, 'add-to-cart'>('add-to-cart');
  const at = products.findIndex((each) => each.id === Number(id));
  const product = products[at];
  const next = products[at + 1];
  if (!product) return <h1>Not found</h1>;
  return (
    <>
      <title>{product.name}</title>
      <h1>
        {product.name}: {toEuros(product.price)}
      </h1>
      <button
        onClick={() => {
          setItems([...items, product]);
          addToCart({ product: product.name, price: product.price });
        }}
      >
        Add to cart
      </button>
      <p>{next && <Link to={`/product/${next.id}`}>Next: {next.name}</Link>}</p>
    </>
  );
}
