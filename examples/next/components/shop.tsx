'use client';

import type { Product } from '@passerby/example-shop/products';
import { trackDownloads } from '@passerby/sdk-core/downloads';
import { trackForms } from '@passerby/sdk-core/forms';
import { trackLinks } from '@passerby/sdk-core/links';
import { TrackerProvider, useTracker } from '@passerby/sdk-react';
import { PageViews } from '@passerby/sdk-react/next';
import Form from 'next/form';
import Link from 'next/link';
import { createContext, use, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { ConsentBanner } from './consent-banner.tsx';
import { OfflineNotice } from './offline-notice.tsx';

interface Cart {
  items: Product[];
  setItems: (items: Product[]) => void;
}
const CartContext = createContext<Cart>({ items: [], setItems() {} });
export const useCart = (): Cart => use(CartContext);

declare global {
  /** From `settings.js`; there is none on the server, where nothing is counted. */
  var passerbySettings: { endpoint: string; site: string } | undefined;
}

/** What is around each page, and counts it. */
export function Shop({ children }: { children: ReactNode }): ReactElement {
  const [items, setItems] = useState<Product[]>([]);
  const [isClosed, setIsClosed] = useState(false);
  if (isClosed) return <p>Closed. Nothing is counted any more.</p>;
  const { endpoint = '', site = '' } = globalThis.passerbySettings ?? {};
  return (
    // Page views are told by `<PageViews>`, which knows the routes.
    <TrackerProvider options={{ endpoint, site, pageViews: false }}>
      <PageViews />
      <Captures />
      <nav>
        <Link href="/">☕ Halfpast</Link>
        <Link href="/offer">Offer of the week</Link>
        <Link href="/cart">Cart ({items.length})</Link>
        <Form action="/search" role="search">
          <input type="search" name="q" aria-label="Search" placeholder="Search" />
        </Form>
      </nav>
      <OfflineNotice />
      <main>
        <CartContext value={{ items, setItems }}>{children}</CartContext>
      </main>
      <footer>
        <a href="/imprint.html">Imprint</a>
        <button onClick={() => setIsClosed(true)}>Close the shop</button>
      </footer>
      <ConsentBanner />
    </TrackerProvider>
  );
}

function Captures(): null {
  const tracker = useTracker();
  useEffect(() => {
    const undos = [trackLinks(tracker), trackDownloads(tracker), trackForms(tracker)];
    return () => {
      for (const undo of undos) undo();
    };
  }, [tracker]);
  return null;
}
