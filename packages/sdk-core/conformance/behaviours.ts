/** What a visitor does in the example shop of an adapter. */
export type Step =
  /** Loads the shop. */
  | { open: string }
  | { follow: string }
  | { press: string }
  | { search: string }
  | { back: true }
  | { reload: true }
  /** Goes to a document outside the app and back, by the browser's back/forward cache. */
  | { leaveAndReturn: string }
  /** Pushes an address that the app does not hear of. */
  | { push: string }
  | { offline: boolean }
  | { scrollTo: string }
  /** Waits until the shop shows a text. */
  | { see: string }
  /** Waits until the collector has so many page views and custom events. */
  | { stored: number };

/** A part of an event. */
export interface Sent {
  [field: string]: unknown;
  /** `/product/:id`, or as the framework writes it. */
  route?: string;
}

/** A behaviour that every adapter has, whatever its framework. */
export interface Behaviour {
  name: string;
  steps: Step[];
  /** Page views by path that the query API answers. */
  pages: Record<string, number>;
  /** Custom events by name that it answers (default: none). */
  events?: Record<string, number>;
  /** Parts of events that are sent, besides; for what the query API has no dimension for. */
  sent?: Sent[];
}

export const behaviours: Behaviour[] = [
  { name: 'counts a page when it is loaded, once', steps: [{ open: '/' }], pages: { '/': 1 } },
  {
    name: 'counts a page that the router pushes, with its route',
    steps: [{ open: '/' }, { follow: 'Espresso' }, { see: 'Espresso: 9.00 €' }],
    pages: { '/': 1, '/product/1': 1 },
    sent: [
      { type: 'pageview', title: 'Espresso', route: '/product/:id' },
      { type: 'pageview', route: '/' },
    ],
  },
  {
    name: 'counts pages of one route by their addresses',
    steps: [{ open: '/product/1' }, { follow: 'Next: Filter' }, { see: 'Filter: 8.50 €' }],
    pages: { '/product/1': 1, '/product/2': 1 },
  },
  {
    name: 'counts a page that replaces another, and an order with its revenue',
    steps: [
      { open: '/product/1' },
      { press: 'Add to cart' },
      { follow: 'Cart (1)' },
      { follow: 'Checkout' },
      { press: 'Buy' },
      { see: 'Thank you' },
    ],
    pages: { '/product/1': 1, '/cart': 1, '/checkout': 1, '/thanks': 1 },
    events: { 'add-to-cart': 1, order: 1 },
    sent: [
      { name: 'add-to-cart', props: { product: 'Espresso', price: 9 } },
      { name: 'order', props: { items: 1 }, revenue: { amount: 9, currency: 'EUR' } },
    ],
  },
  {
    name: 'counts a redirect once, at its end',
    steps: [{ open: '/' }, { follow: 'Offer of the week' }, { see: 'Filter: 8.50 €' }],
    pages: { '/': 1, '/product/2': 1 },
  },
  {
    name: 'counts the page that the visitor goes back to',
    steps: [
      { open: '/' },
      { follow: 'Espresso' },
      { see: 'Espresso: 9.00 €' },
      { back: true },
      { see: 'Our coffee' },
    ],
    pages: { '/': 2, '/product/1': 1 },
  },
  {
    name: 'counts a reload',
    steps: [{ open: '/cart' }, { stored: 1 }, { reload: true }, { see: 'Your cart' }],
    pages: { '/cart': 2 },
  },
  {
    name: 'counts a page again that the back/forward cache gives back',
    steps: [{ open: '/product/1' }, { stored: 1 }, { leaveAndReturn: 'Imprint' }, { stored: 2 }],
    pages: { '/product/1': 2 },
  },
  {
    name: 'takes another query for the same page',
    steps: [{ open: '/' }, { search: 'bean' }, { see: '0 found' }, { search: 'french' }, { see: '1 found' }],
    pages: { '/': 1, '/search': 1 },
    events: { search: 2, 'form-submit': 2 },
    sent: [{ name: 'search', props: { found: 1 } }],
  },
  {
    name: 'counts what is clicked, downloaded and submitted',
    steps: [
      { open: '/' },
      { follow: 'Price list' },
      { press: 'Subscribe' },
      { see: 'Welcome' },
      { follow: 'Our roaster' },
      // A tab closed a tenth of a second after it was left may end before it hears that it was.
      { stored: 4 },
    ],
    pages: { '/': 1 },
    events: { 'file-download': 1, 'form-submit': 1, 'outbound-link': 1 },
  },
  {
    name: 'counts that an element was seen, once',
    steps: [{ open: '/' }, { scrollTo: 'Roasted on Monday' }, { stored: 2 }],
    pages: { '/': 1 },
    events: { 'read-to-the-end': 1 },
  },
  {
    name: 'counts nothing after consent is denied',
    steps: [
      { open: '/' },
      { stored: 1 },
      { press: 'Decline' },
      { follow: 'Espresso' },
      { press: 'Add to cart' },
    ],
    pages: { '/': 1 },
  },
  {
    name: 'goes on when consent is granted',
    steps: [{ open: '/' }, { press: 'Accept' }, { follow: 'Espresso' }, { press: 'Add to cart' }],
    pages: { '/': 1, '/product/1': 1 },
    events: { 'add-to-cart': 1 },
  },
  {
    name: 'keeps what happens offline until the network is back',
    steps: [
      { open: '/product/1' },
      { stored: 1 },
      { offline: true },
      { see: 'You are offline' },
      { press: 'Add to cart' },
      { follow: 'Cart (1)' },
      { offline: false },
      { stored: 3 },
    ],
    pages: { '/product/1': 1, '/cart': 1 },
    events: { 'add-to-cart': 1 },
  },
  {
    name: 'counts nothing after it is unmounted',
    steps: [
      { open: '/' },
      { stored: 1 },
      { press: 'Close the shop' },
      { see: 'Closed' },
      { push: '/nowhere' },
    ],
    pages: { '/': 1 },
  },
];
