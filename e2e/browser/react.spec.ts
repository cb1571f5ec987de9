import { behaviours } from '../../packages/sdk-core/conformance/behaviours.ts';
import { runBehaviour } from '../../packages/sdk-core/conformance/run-behaviour.ts';
import config from '../playwright.config.ts';
import { ask } from '../support/ask.ts';
import { test } from './stack.ts';

test.use({
  example: 'react',
  // Playwright turns the back/forward cache off.
  launchOptions: {
    ...config.use?.launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

test.describe('the shop in React with React Router', () => {
  for (const behaviour of behaviours) {
    test(behaviour.name, async ({ stack: { collector, demo, site }, page }) => {
      await runBehaviour(behaviour, page, demo.url, (query) =>
        ask(collector.url, { site_id: site, date_range: 'day', ...query }),
      );
    });
  }
});
