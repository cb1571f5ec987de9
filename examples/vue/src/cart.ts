import type { Product } from '@passerby/example-shop/products';
import { reactive } from 'vue';

/** What the visitor has put into the cart. */
export const cart: Product[] = reactive([]);
