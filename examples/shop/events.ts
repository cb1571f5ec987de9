/** What the shop tracks besides page views. */
export interface Events {
  'add-to-cart': { product: string; price: number };
  order: { items: number };
  /** Never the term itself: people type their names into search boxes. */
  search: { found: number };
}
