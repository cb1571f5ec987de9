import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { addSite } from '../support/add-site.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { startDemoSite, type DemoSite, type Example } from '../support/demo-site.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';

/** The built collector with its embedded ClickHouse, and the built example that sends to it. */
interface Stack {
  collector: Collector;
  demo: DemoSite;
  /** Public key of the demo's site. */
  site: string;
}

interface Fixtures {
  /** A stack whose pages send through a proxy that can fail. */
  faultyStack: Stack & { proxy: FaultProxy };
  /** What `shop` builds and serves. */
  example: Example;
  /** Whether it is built on the oldest framework that its adapter takes. */
  isOldest: boolean;
  /** That example, for a site of its own in a collector that all tests share. */
  shop: Stack;
  /** Where browsers find 127.0.0.1 by a name that is not trustworthy on plain http. */
  pageHost: string;
  stack: Stack;
  /** A collector without sites that demands an admin token. */
  lockedCollector: Collector & { token: string };
  /** Removed after the test. */
  directory: string;
}

/** `test` with servers of its own: an empty data directory for each test, but for those of `shop`. */
export const test = base.extend<Fixtures, { sharedCollector: Collector }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern to learn that nothing is needed
  directory: async ({}, use) => {
    const directory = mkdtempSync(join(tmpdir(), 'passerby-e2e-'));
    await use(directory);
    rmSync(directory, { recursive: true, force: true });
  },
  example: ['vanilla', { option: true }],
  isOldest: [false, { option: true }],
  sharedCollector: [
    // oxlint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'passerby-e2e-'));
      const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
      await use(collector);
      await collector.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  shop: async ({ sharedCollector: collector, directory, example, isOldest }, use, { testId }) => {
    const site = `${testId}.localhost`;
    const demo = await startDemoSite({
      example,
      isOldest,
      outDir: join(directory, 'site'),
      collectorUrl: collector.url,
      site,
    });
    await addSite(collector.url, site, [demo.url]);
    await use({ collector, demo, site });
    await demo.stop();
  },
  stack: async ({ directory }, use) => {
    const dataDir = join(directory, 'data');
    const site = 'demo.localhost';
    const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
    const demo = await startDemoSite({ outDir: join(directory, 'site'), collectorUrl: collector.url, site });
    await runPasserby(['site', 'add', site, '--origin', demo.url], dataDir);
    await use({ collector, demo, site });
    await demo.stop();
    await collector.stop();
  },
  pageHost: ['127.0.0.1', { option: true }],
  faultyStack: async ({ directory, pageHost }, use) => {
    const dataDir = join(directory, 'data');
    const site = 'demo.localhost';
    const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
    const proxy = await startFaultProxy(collector.url);
    const demo = await startDemoSite({ outDir: join(directory, 'site'), collectorUrl: proxy.url, site });
    const url = demo.url.replace(/127\.0\.0\.1|localhost/, pageHost);
    await runPasserby(['site', 'add', site, '--origin', url], dataDir);
    await use({ collector, proxy, demo: { ...demo, url }, site });
    await demo.stop();
    await proxy.stop();
    await collector.stop();
  },
  lockedCollector: async ({ directory }, use) => {
    const token = 'a-token-for-this-test';
    const collector = await startCollector({
      dataDir: join(directory, 'data'),
      env: { PASSERBY_ADMIN_TOKEN: token },
    });
    await use({ ...collector, token });
    await collector.stop();
  },
});

export { expect };
