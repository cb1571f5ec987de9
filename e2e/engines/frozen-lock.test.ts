import { expect, test } from 'vitest';
import { countKept } from '../chaos/in-page.ts';
import { chromium } from './puppeteer.ts';
import { useVisit } from './visit.ts';

const visit = useVisit(chromium);

const keptEvents = `(${countKept.toString()})(document.querySelector('[data-site]').dataset.site)`;

// Found by chaos: `navigator.locks.query()` showed the frozen page first in the queue, and a lock that nobody held.
test('a page that goes to the back/forward cache while it waits for its turn holds up no other', async () => {
  const { browser: first, proxy, url, stored } = visit();
  const second = await chromium.launch();
  proxy.fault = 'hang';
  await first.open(`${url}/`);
  await expect.poll(() => proxy.requestCount).toBe(1);
  // Waits for the lock that the first holds during its request.
  await second.open(`${url}/`);
  await expect.poll(() => second.evaluate(keptEvents)).toBe(2);
  await second.open('about:blank');
  proxy.fault = undefined;
  await first.open(`${url}/pricing/`);
  await expect.poll(stored, { timeout: 10_000 }).toEqual({ pageview: 3 });
});
