import type { Routes } from '@angular/router';
import { ListPage } from './list-page.ts';
import { TextPage } from './text-page.ts';
import { products } from '@passerby/example-shop/products';

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: ListPage, title: 'Halfpast Coffee' },
  {
    path: 'product/:id',
    loadComponent: async () => (await import('./product-page.ts')).ProductPage,
    title: ({ params }) => products.find(({ id }) => id === Number(params['id']))?.name ?? 'Not found',
  },
  {
    path: '',
    loadChildren: async () => (await import('./order-routes.ts')).orderRoutes,
  },
  {
    path: 'search',
    loadComponent: async () => (await import('./search-page.ts')).SearchPage,
    title: 'Search',
  },
  { path: 'offer', redirectTo: 'product/2' },
  { path: '**', component: TextPage, title: 'Not found', data: { text: 'Not found' } },
];
