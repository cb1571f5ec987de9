import { behaviours, type Sent } from '../../packages/sdk-core/conformance/behaviours.ts';
import { runBehaviour } from '../../packages/sdk-core/conformance/run-behaviour.ts';
import config from '../playwright.config.ts';
import { ask } from '../support/ask.ts';
import type { Example } from '../support/demo-site.ts';
import { test } from './stack.ts';

/** Next writes routes its own way, and its metadata may give a page its title after the page is shown. */
const inNext = ({ route, ...part }: Sent): Sent =>
  route ? { type: part['type'], route: route.replace(/:(\w+)/, '[$1]') } : part;

/** The shop of each adapter, by its folder in examples/, and what it sends differently. Each has every behaviour. */
const shops: [example: Example, title: string, toSent?: (part: Sent) => Sent][] = [
  ['react', 'React with React Router'],
  ['next', 'Next with the App Router', inNext],
  ['vue', 'Vue with Vue Router'],
  ['angular', 'Angular, rendered on a server'],
];

test.use({
  // Playwright turns the back/forward cache off.
  launchOptions: {
    ...config.use?.launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

for (const [example, title, toSent] of shops) {
  test.describe(`the shop in ${title}`, () => {
    test.use({ example });
    for (const behaviour of behaviours) {
      test(behaviour.name, async ({ shop: { collector, demo, site }, page }) => {
        await runBehaviour(
          behaviour,
          page,
          demo.url,
          (query) => ask(collector.url, { site_id: site, date_range: 'day', ...query }),
          toSent,
        );
      });
    }
  });
}
