import { products, toEuros, type Product } from '@passerby/example-shop/products';
import { onView } from '@passerby/sdk-core/views';
import type { startRouter } from './router.ts';
import { trackEvent, tracker } from './tracker.ts';

let cart: Product[] = [];
let tellInCart: (count: number) => void = () => {};
let stopLooking = (): void => {};

/** Calls back with the number of products in the cart, now and whenever it changes. */
export function onInCart(run: (count: number) => void): void {
  tellInCart = run;
  run(cart.length);
}

function fillCart(items: Product[]): void {
  cart = items;
  tellInCart(cart.length);
}

/** Puts a page of the document's templates in place, and answers how to find its parts. */
function open(template: string, title: string): (selector: string) => HTMLElement {
  stopLooking();
  document.title = title;
  const main = document.querySelector('main') as HTMLElement;
  const { content } = document.getElementById(template) as HTMLTemplateElement;
  main.replaceChildren(content.cloneNode(true));
  return (selector) => main.querySelector(selector) as HTMLElement;
}

function linkTo({ id, name }: Product, text = name): HTMLAnchorElement {
  return Object.assign(document.createElement('a'), { href: `/product/${id}`, textContent: text });
}

function toItems(items: Product[], parts: (item: Product) => (Node | string)[]): HTMLElement[] {
  return items.map((item) => {
    const element = document.createElement('li');
    element.append(...parts(item));
    return element;
  });
}

function openText(text: string): void {
  open('text', text)('h1').textContent = text;
}

export const pages: Parameters<typeof startRouter>[0] = {
  '/': () => {
    const find = open('list', 'Halfpast Coffee');
    find('ul').append(...toItems(products, (item) => [linkTo(item), ` ${toEuros(item.price)}`]));
    find('#letters').addEventListener('submit', (event) => {
      event.preventDefault();
      find('#letters').replaceWith('Welcome to our letters.');
    });
    stopLooking = onView(find('.end'), () => tracker.trackEvent('read-to-the-end'));
  },
  '/product/:id': ({ params }) => {
    const at = products.findIndex(({ id }) => id === Number(params['id']));
    const product = products[at];
    if (!product) return openText('Not found');
    const find = open('product', product.name);
    find('h1').textContent = `${product.name}: ${toEuros(product.price)}`;
    find('button').addEventListener('click', () => {
      fillCart([...cart, product]);
      trackEvent('add-to-cart', { product: product.name, price: product.price });
    });
    const next = products[at + 1];
    if (next) find('p').append(linkTo(next, `Next: ${next.name}`));
  },
  '/cart': () => {
    const find = open('cart', 'Your cart');
    find('ul').append(...toItems(cart, ({ name, price }) => [`${name} ${toEuros(price)}`]));
  },
  '/checkout': () => {
    const amount = cart.reduce((sum, { price }) => sum + price, 0);
    const find = open('checkout', 'Checkout');
    find('h1').textContent = `Checkout: ${toEuros(amount)}`;
    find('button').addEventListener('click', () => {
      trackEvent('order', { items: cart.length }, { revenue: { amount, currency: 'EUR' } });
      fillCart([]);
      // Nobody comes back to an order that is done.
      navigation.navigate('/thanks', { history: 'replace' });
    });
  },
  '/thanks': () => openText('Thank you'),
  '/search': ({ query }) => {
    const term = (query.get('q') ?? '').toLowerCase();
    const found = products.filter(({ name }) => name.toLowerCase().includes(term));
    const find = open('search', 'Search');
    find('h1').textContent = `${found.length} found`;
    find('ul').append(...toItems(found, (item) => [linkTo(item)]));
    trackEvent('search', { found: found.length });
  },
  '/*': () => openText('Not found'),
};
