import { behaviours, type Sent } from '../../packages/sdk-core/conformance/behaviours.ts';
import { runBehaviour } from '../../packages/sdk-core/conformance/run-behaviour.ts';
import config from '../playwright.config.ts';
import { ask } from '../support/ask.ts';
import type { Example } from '../support/demo-site.ts';
import { test } from './stack.ts';

const withoutTitle = (part: Sent): Sent =>
  Object.fromEntries(Object.entries(part).filter(([field]) => field !== 'title'));

/** Next writes routes its own way, and its metadata may give a page its title after the page is shown. */
const inNext = (part: Sent): Sent => ({
  ...withoutTitle(part),
  ...(part.route && { route: part.route.replace(/:(\w+)/, '[$1]') }),
});

/** No router tells the script tag its routes. */
const withoutRoute = (part: Sent): Sent =>
  Object.fromEntries(Object.entries(part).filter(([field]) => field !== 'route'));

/** Each shop, by its folder in examples/, and what it sends differently. Each has every behaviour. */
const shops: [example: Example, title: string, toSent?: (part: Sent) => Sent][] = [
  ['vanilla-shop', 'plain TypeScript, with the script tag', withoutRoute],
  ['react', 'React with React Router'],
  ['next', 'Next with the App Router', inNext],
  ['vue', 'Vue with Vue Router'],
  ['nuxt', 'Nuxt, rendered on a server'],
  ['angular', 'Angular, rendered on a server'],
];

/** On the oldest framework that an adapter takes. React 18 leaves the title of a page to the app. */
const oldest: typeof shops = [
  ['react', 'React 18', withoutTitle],
  ['vue', 'Vue 3.4 with Vue Router 4'],
  ['angular', 'Angular 20, rendered on a server'],
];

test.use({
  // Playwright turns the back/forward cache off.
  launchOptions: {
    ...config.use?.launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

for (const shop of [...shops, ...oldest]) {
  const [example, title, toSent] = shop;
  test.describe(`the shop in ${title}`, () => {
    test.use({ example, isOldest: oldest.includes(shop) });
    for (const behaviour of behaviours) {
      test(behaviour.name, async ({ shop: { collector, demo, site }, page }) => {
        await runBehaviour(
          behaviour,
          page,
          demo.url,
          (query) => ask(collector.url, { site_id: site, date_range: '7d', ...query }),
          toSent,
        );
      });
    }
  });
}
