import type { Product } from '@passerby/example-shop/products';

/** What the visitor has put into the cart. */
export const useCart = () => useState<Product[]>('cart', () => []);
