import { redirect, type RouteObject } from 'react-router';
import { CartPage } from './cart-page.tsx';
import { CheckoutPage } from './checkout-page.tsx';
import { Layout } from './layout.tsx';
import { ListPage } from './list-page.tsx';
import { ProductPage } from './product-page.tsx';
import { SearchPage } from './search-page.tsx';

export const routesOf = (close: () => void): RouteObject[] => [
  {
    path: '/',
    element: <Layout close={close} />,
    children: [
      { index: true, element: <ListPage /> },
      { path: 'product/:id', element: <ProductPage /> },
      { path: 'cart', element: <CartPage /> },
      { path: 'checkout', element: <CheckoutPage /> },
      { path: 'thanks', element: <h1>Thank you</h1> },
      { path: 'search', element: <SearchPage /> },
      { path: 'offer', loader: () => redirect('/product/2') },
      { path: '*', element: <h1>Not found</h1> },
    ],
  },
];
