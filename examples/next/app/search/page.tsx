import type { Metadata } from 'next';
import { Suspense, type ReactElement } from 'react';
import { Found } from '../../components/found.tsx';

export const metadata: Metadata = { title: 'Search' };

export default function SearchPage(): ReactElement {
  return (
    // The page is static; what was searched for, the browser knows.
    <Suspense>
      <Found />
    </Suspense>
  );
}
