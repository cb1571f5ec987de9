import { useTracker } from '@passerby/sdk-react';
import { usePageViews } from '@passerby/sdk-react/react-router';
import { trackDownloads } from '@passerby/sdk-core/downloads';
import { trackForms } from '@passerby/sdk-core/forms';
import { trackLinks } from '@passerby/sdk-core/links';
import { useEffect, useState, type ReactElement } from 'react';
import { Form, Link, Outlet, useOutletContext } from 'react-router';
import { ConsentBanner } from './consent-banner.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import type { Product } from '@passerby/example-shop/products';

interface Cart {
  items: Product[];
  setItems: (items: Product[]) => void;
}
export const useCart = (): Cart => useOutletContext<Cart>();

export function Layout({ close }: { close: () => void }): ReactElement {
  const [items, setItems] = useState<Product[]>([]);
  const tracker = useTracker();
  usePageViews();
  useEffect(() => {
    const undos = [trackLinks(tracker), trackDownloads(tracker), trackForms(tracker)];
    return () => {
      for (const undo of undos) undo();
    };
  }, [tracker]);

  return (
    <>
      <nav>
        <Link to="/">☕ Halfpast</Link>
        <Link to="/offer">Offer of the week</Link>
        <Link to="/cart">Cart ({items.length})</Link>
        <Form action="/search" role="search">
          <input type="search" name="q" aria-label="Search" placeholder="Search" />
        </Form>
      </nav>
      <OfflineNotice />
      <main>
        <Outlet context={{ items, setItems } satisfies Cart} />
      </main>
      <footer>
        <a href="/imprint.html">Imprint</a>
        <button onClick={close}>Close the shop</button>
      </footer>
      <ConsentBanner />
    </>
  );
}
