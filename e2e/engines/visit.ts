import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { startDemoSite } from '../support/demo-site.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { storedByName } from '../support/stored-by-name.ts';
import type { Browser, Engine } from './browser.ts';

/** A browser that was just started, and the site it is to visit. */
export interface Visit {
  browser: Browser;
  proxy: FaultProxy;
  /** Address of the demo's pages, without a trailing slash. */
  url: string;
  /** How many rows each event name has in ClickHouse, one stored twice counted twice. */
  stored: () => Promise<Record<string, number>>;
  /** Where the demo's built pages lie. */
  outDir: string;
}

/** One collector with its embedded ClickHouse for the tests of a file, and for each test a browser and a site. */
export function useVisit(engine: Engine): () => Visit {
  let directory = '';
  let collector: Collector;
  let sites = 0;
  let visit: Visit;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'passerby-engines-'));
    collector = await startCollector({
      dataDir: join(directory, 'data'),
      env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  beforeEach(async () => {
    const site = `demo-${++sites}.localhost`;
    const outDir = join(directory, site);
    const proxy = await startFaultProxy(collector.url);
    const demo = await startDemoSite({ outDir, collectorUrl: proxy.url, site });
    await runPasserby(['site', 'add', site, '--origin', demo.url], join(directory, 'data'));
    const browser = await engine.launch();
    const stored = () => storedByName(collector.url, site);
    visit = { browser, proxy, url: demo.url, stored, outDir };
    stop = async () => {
      await browser.quit();
      await demo.stop();
      await proxy.stop();
    };
  });
  afterEach(() => stop());
  afterAll(async () => {
    await engine.stop();
    await collector.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return () => visit;
}
