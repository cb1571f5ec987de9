import { TrackView } from '@passerby/sdk-react';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { products, toEuros } from '@passerby/example-shop/products';

export function ListPage(): ReactElement {
  const [isWelcome, setIsWelcome] = useState(false);
  return (
    <>
      <title>Halfpast Coffee</title>
      <h1>Our coffee</h1>
      <ul>
        {products.map(({ id, name, price }) => (
          <li key={id}>
            <Link to={`/product/${id}`}>{name}</Link> {toEuros(price)}
          </li>
        ))}
      </ul>
      <p>
        <a href="/price-list.csv" download>
          Price list
        </a>{' '}
        · <a href="https://roaster.example/">Our roaster</a>
      </p>
      {isWelcome ? (
        <p>Welcome to our letters.</p>
      ) : (
        <form
          id="letters"
          onSubmit={(event) => {
            event.preventDefault();
            setIsWelcome(true);
          }}
        >
          <input type="email" aria-label="Email" placeholder="Email" />
          <button>Subscribe</button>
        </form>
      )}
      <TrackView event="read-to-the-end" className="end">
        Roasted on Monday, in your kitchen by Thursday.
      </TrackView>
    </>
  );
}
