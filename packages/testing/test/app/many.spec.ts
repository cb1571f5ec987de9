import { expect, test } from '@passerby/testing/playwright';

// Many tests side by side, whose events must not mix: `npm run bench -- kit --parallel`.

for (let visitor = 1; visitor <= 200; visitor++) {
  test(`visitor ${visitor} is alone`, async ({ page, tracked }) => {
    await page.goto(`/?visitor=${visitor}`);
    await page.click('#signup');
    await page.evaluate(
      (number) => (globalThis as unknown as { track: Track }).track('came', { number }),
      visitor,
    );
    await expect(tracked).toHaveEvent('came', { number: visitor }, { times: 1 });
    await expect(tracked).toHaveEvent('signup', { plan: 'free' }, { times: 1 });
    await page.goto('/pricing');
    await expect(tracked).toHavePageView('/pricing', { times: 1 });
    await expect(tracked).toHaveEvent('left', { from: '/' }, { times: 1 });
    await expect(tracked).toHaveNoDuplicates();
    expect(tracked.events().filter((event) => event.props?.['number'] !== undefined)).toHaveLength(1);
  });
}

type Track = (name: string, props: Record<string, number>) => void;
