import { expect, it } from 'vitest';
import type { Query } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath, createDataDir } from '../src/ops/data-dir.ts';
import { startServer } from '../src/server.ts';
import { ask, site, useCollector, useDataDir } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
const otherDir = useDataDir();
const hourMs = 3_600_000;

it('whoever is erased at one collector is soon in no answer that another one keeps', async () => {
  const dataDir = `${otherDir()}/other`;
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  await createSites(control).add({ domain: site });
  await control.destroy();
  const other = await startServer({ ...collector.config, dataDir });
  try {
    await collector.send([{ time: Date.now() - 48 * hourMs }], { visitor: 'ada' });
    await collector.send([{ time: Date.now() - 48 * hourMs }], { visitor: 'ben' });
    await collector.whenStored(2);
    // Over, so that an answer would be kept for a minute.
    const date_range = [-72, -24].map((hours) => new Date(Date.now() + hours * hourMs).toISOString());
    const question = { metrics: ['visitors'], date_range } as Partial<Query>;
    const asked = async (): Promise<[visitors: unknown, from: string | null]> => {
      const response = await ask(other.url, question);
      const { results } = (await response.json()) as { results: { metrics: number[] }[] };
      return [results[0]?.metrics[0], response.headers.get('cache-status')];
    };
    expect(await asked()).toEqual([2, 'passerby; fwd=miss']);
    await whenTrue(async () => expect(await asked()).toEqual([2, 'passerby; hit']));
    const erased = await fetch(`${collector.url}/api/v1/visitors/ada?site_id=${site}`, { method: 'DELETE' });
    expect(erased.status).toBe(200);
    await whenTrue(async () => expect((await asked())[0]).toBe(1));
    await whenTrue(async () => expect(await asked()).toEqual([1, 'passerby; hit']));
  } finally {
    await other.stop();
  }
});
