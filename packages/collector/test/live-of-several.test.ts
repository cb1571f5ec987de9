import type { LiveMessage } from '@passerby/wire';
import { createParser } from 'eventsource-parser';
import { expect, it } from 'vitest';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath, createDataDir } from '../src/ops/data-dir.ts';
import { startServer } from '../src/server.ts';
import { site, useCollector, useDataDir } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
const otherDir = useDataDir();

it('shows at each collector what another one in front of the same ClickHouse took', async () => {
  const dataDir = `${otherDir()}/other`;
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  await createSites(control).add({ domain: site });
  await control.destroy();
  const other = await startServer({ ...collector.config, dataDir });
  const abort = new AbortController();
  try {
    const response = await fetch(`${other.url}/api/v1/live?site=${site}`, { signal: abort.signal });
    const messages: LiveMessage['data'][] = [];
    const parser = createParser({
      onEvent: ({ data }) => messages.push(JSON.parse(data) as LiveMessage['data']),
    });
    const reading = (async () => {
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) parser.feed(text);
    })();
    await collector.send([{ url: `https://${site}/taken-elsewhere` }]);
    await whenTrue(() => expect(JSON.stringify(messages)).toContain('/taken-elsewhere'));
    abort.abort();
    await expect(reading).rejects.toThrow(/abort/);
  } finally {
    abort.abort();
    await other.stop();
  }
});
