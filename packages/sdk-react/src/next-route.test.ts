import { expect, test } from 'vitest';
import { toRoute } from './next-route.ts';

test.each([
  ['/', {}, '/'],
  ['/about', {}, '/about'],
  ['/product/42', { id: '42' }, '/product/[id]'],
  ['/en/product/en', { locale: 'en', id: 'en' }, '/[locale]/product/[id]'],
  ['/docs/a/b/c', { slug: ['a', 'b', 'c'] }, '/docs/[...slug]'],
  ['/docs', { slug: undefined }, '/docs'],
  ['/shop/4/42/edit', { category: '4', id: '42' }, '/shop/[category]/[id]/edit'],
  ['/caf%C3%A9/1', { place: 'caf%C3%A9', id: '1' }, '/[place]/[id]'],
  ['/café/1', { place: 'caf%C3%A9' }, '/[place]/1'],
  ['/100%/1', { id: '1' }, '/100%/[id]'],
])('of %s with %o is %s', (path, params, route) => {
  expect(toRoute(path, params)).toBe(route);
});

test('has no template for a parameter that the path does not show, as after a rewrite', () => {
  expect(toRoute('/shoes', { id: '42' })).toBe('/shoes');
});
