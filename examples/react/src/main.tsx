import '@passerby/example-shop/shop.css';
import { TrackerProvider } from '@passerby/sdk-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider, createBrowserRouter } from 'react-router';
import { routesOf } from './routes.tsx';

const element = document.getElementById('shop') as HTMLElement;
const root = createRoot(element);
const close = (): void => {
  root.unmount();
  element.textContent = 'Closed. Nothing is counted any more.';
};
const options = {
  site: import.meta.env['VITE_PASSERBY_SITE'],
  endpoint: import.meta.env['VITE_PASSERBY_URL'],
  // Told by `usePageViews()`, which knows the routes.
  pageViews: false,
} as const;

root.render(
  <StrictMode>
    <TrackerProvider options={options}>
      <RouterProvider router={createBrowserRouter(routesOf(close))} />
    </TrackerProvider>
  </StrictMode>,
);
