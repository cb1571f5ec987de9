import '@passerby/example-shop/shop.css';
import type { Metadata } from 'next';
import type { ReactElement, ReactNode } from 'react';
import { Shop } from '../components/shop.tsx';

export const metadata: Metadata = { title: 'Halfpast Coffee' };

export default function Layout({ children }: { children: ReactNode }): ReactElement {
  return (
    <html lang="en">
      <head>
        {/* Before anything is counted: where to, see settings.js/route.ts. */}
        <script src="/settings.js" />
      </head>
      <body>
        <Shop>{children}</Shop>
      </body>
    </html>
  );
}
