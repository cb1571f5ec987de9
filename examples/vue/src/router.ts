import { products } from '@passerby/example-shop/products';
import { createRouter, createWebHistory, type RouteLocation } from 'vue-router';
import CartPage from './cart-page.vue';
import CheckoutPage from './checkout-page.vue';
import ListPage from './list-page.vue';
import ProductPage from './product-page.vue';
import SearchPage from './search-page.vue';
import ThanksPage from './thanks-page.vue';

const productOf = ({ params }: RouteLocation) => products.find(({ id }) => id === Number(params['id']));
/** Title of each page, by its route's name. */
const titles: Record<string, (route: RouteLocation) => string | undefined> = {
  list: () => 'Halfpast Coffee',
  product: (route) => productOf(route)?.name,
  cart: () => 'Your cart',
  checkout: () => 'Checkout',
  thanks: () => 'Thank you',
  search: () => 'Search',
};

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'list', component: ListPage },
    {
      path: '/product/:id',
      name: 'product',
      component: ProductPage,
      props: ({ params }) => ({ id: Number(params['id']) }),
    },
    { path: '/cart', name: 'cart', component: CartPage },
    { path: '/checkout', name: 'checkout', component: CheckoutPage },
    { path: '/thanks', name: 'thanks', component: ThanksPage },
    {
      path: '/search',
      name: 'search',
      component: SearchPage,
      props: ({ query }) => ({ term: query['q'] ?? '' }),
    },
    { path: '/offer', redirect: '/product/2' },
    { path: '/:rest(.*)', component: { render: () => 'Not found' } },
  ],
});
router.afterEach((route) => {
  document.title = titles[String(route.name)]?.(route) ?? 'Not found';
});
