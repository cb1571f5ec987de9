import { APP_BASE_HREF } from '@angular/common';
import { Component, inject, type Provider } from '@angular/core';
import { Title } from '@angular/platform-browser';
import {
  NavigationCancel,
  NavigationError,
  Router,
  RouterOutlet,
  provideRouter,
  type Routes,
} from '@angular/router';
import {
  injectTracker,
  provideTracker,
  withRouterPageViews,
  type RouterPageViewsOptions,
} from '@passerby/sdk-angular';
import { expect, test } from 'vitest';
import { shownBy, startApp } from '../test/start-app.ts';
import { options, pageViews, told } from '../test/told.ts';

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: '<router-outlet /><router-outlet name="side" />',
})
class Shop {
  readonly router: Router = inject(Router);
}
@Component({ template: '' })
class Page {}
@Component({ selector: 'shop-product', template: '' })
class Product {
  constructor() {
    inject(Title).setTitle('Shoes');
  }
}
@Component({ selector: 'shop-cart', template: '' })
class Cart {
  readonly #tracker = injectTracker();
  ngOnInit(): void {
    this.#tracker.trackEvent('cart-seen');
  }
}
const fail = (): never => {
  throw new Error('no answer');
};
const routes: Routes = [
  { path: '', pathMatch: 'full', component: Page, title: 'Home' },
  {
    path: 'shop',
    children: [
      { path: '', pathMatch: 'full', component: Page },
      { path: 'cart', component: Cart, title: 'Your cart' },
      { path: '', children: [{ path: ':category', loadChildren: async () => category }] },
    ],
  },
  { path: 'old', redirectTo: 'shop/cart' },
  { path: 'guarded', component: Page, canActivate: [() => inject(Router).parseUrl('/shop/cart')] },
  { path: 'forbidden', component: Page, canActivate: [() => false] },
  { path: 'broken', component: Page, resolve: { product: fail } },
  { path: 'desk', children: [{ path: 'help', outlet: 'side', component: Page }] },
  { matcher: (segments) => (segments[0]?.path === 'any' ? { consumed: segments } : null), component: Page },
  { path: '**', component: Page },
];
const category: Routes = [
  { path: 'product/:id', loadComponent: async () => Product },
  { path: 'all', component: Page },
];

let router: Router;
const start = async (path: string, given?: RouterPageViewsOptions, base: Provider[] = []): Promise<void> => {
  history.replaceState(null, '', path);
  const app = await startApp(Shop, [
    provideRouter(routes),
    base,
    provideTracker({ ...options, keepQuery: true }, withRouterPageViews(given)),
  ]);
  ({ router } = shownBy(app, Shop));
  await app.whenStable();
};
const names = (): string[] =>
  told.map((event) => ('name' in event ? event.name : new URL(event.url).pathname));

test('counts the first page once, with the template of its lazy routes', async () => {
  await start('/shop/shoes/product/42?utm_source=x#reviews');
  expect(pageViews()).toEqual([['/shop/shoes/product/42', '/shop/:category/product/:id']]);
  expect(told[0]).toMatchObject({
    url: `${location.origin}/shop/shoes/product/42?utm_source=x`,
    title: 'Shoes',
  });
});

test('counts each page of push, replace and back once', async () => {
  await start('/');
  await router.navigateByUrl('/shop/shoes/product/1');
  await router.navigateByUrl('/shop/shoes/product/2');
  await router.navigateByUrl('/shop/cart', { replaceUrl: true });
  history.back();
  await expect.poll(() => told.filter(({ type }) => type === 'pageview').length).toBe(5);
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
    ['/shop/shoes/product/2', '/shop/:category/product/:id'],
    ['/shop/cart', '/shop/cart'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
  ]);
});

test('takes the title of the route, which the router sets after the address', async () => {
  await start('/');
  await router.navigateByUrl('/shop/cart');
  expect(told.flatMap((event) => (event.type === 'pageview' ? [event.title] : []))).toEqual([
    'Home',
    'Your cart',
  ]);
});

test('comes before what the page’s components track when they are initialised', async () => {
  await start('/');
  await router.navigateByUrl('/shop/cart');
  await expect.poll(names).toEqual(['/', '/shop/cart', 'cart-seen']);
  expect(told[2]?.page).toBe(told[1]?.page);
});

test('counts redirects once, at their end', async () => {
  await start('/');
  await router.navigateByUrl('/old');
  await router.navigateByUrl('/');
  await router.navigateByUrl('/guarded');
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/shop/cart', '/shop/cart'],
    ['/', '/'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test('counts what is not found, and no navigation that fails or is cancelled', async () => {
  await start('/');
  const ends: unknown[] = [];
  router.events.subscribe((event) => {
    if (event instanceof NavigationCancel || event instanceof NavigationError) ends.push(event.url);
  });
  await router.navigateByUrl('/forbidden');
  await expect(router.navigateByUrl('/broken')).rejects.toThrow('no answer');
  await router.navigateByUrl('/nowhere');
  expect(ends).toEqual(['/forbidden', '/broken']);
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/nowhere', '/**'],
  ]);
});

test('takes another query or fragment for the same page', async () => {
  await start('/shop/cart');
  await router.navigateByUrl('/shop/cart?step=2');
  await router.navigateByUrl('/shop/cart?step=2#total');
  await router.navigateByUrl('/shop/cart');
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
});

test('takes another query for another page where it is told to', async () => {
  await start('/shop/cart', { by: 'query' });
  await router.navigateByUrl('/shop/cart?step=2');
  await router.navigateByUrl('/shop/cart?step=2#total');
  const views = told.filter(({ type }) => type === 'pageview');
  expect(views.map(({ url }) => new URL(url).search)).toEqual(['', '?step=2']);
});

test('tells the template of the primary outlet, and none where a route matches by a function', async () => {
  await start('/desk/(side:help)');
  await router.navigateByUrl('/any/thing');
  expect(pageViews()).toEqual([['/desk/(side:help)', '/desk'], ['/any/thing']]);
});

test('tells addresses with the base of the app', async () => {
  await start('/de/shop/cart', {}, [{ provide: APP_BASE_HREF, useValue: '/de/' }]);
  expect(pageViews()).toEqual([['/de/shop/cart', '/shop/cart']]);
});

test('counts a page again that the back/forward cache gives back', async () => {
  await start('/shop/cart');
  const show = (persisted: boolean): boolean =>
    dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  show(false);
  dispatchEvent(new Event('pagehide'));
  show(true);
  expect(pageViews()).toEqual([
    ['/shop/cart', '/shop/cart'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test('counts nothing after the app is destroyed', async () => {
  history.replaceState(null, '', '/');
  const app = await startApp(Shop, [provideRouter(routes), provideTracker(options, withRouterPageViews())]);
  await app.whenStable();
  app.destroy();
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(pageViews()).toEqual([['/', '/']]);
});
