import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCollector } from '../support/collector.ts';

test.runIf(process.platform === 'linux')(
  'the command has the threads for all queries that it answers at once, however early libuv reads how many',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'passerby-threads-'));
    const collector = await startCollector({ dataDir });
    const tasks = `/proc/${collector.pid}/task`;
    const names = readdirSync(tasks).map((id) => readFileSync(join(tasks, id, 'comm'), 'utf8').trim());
    await collector.stop();
    rmSync(dataDir, { recursive: true });
    expect(names.filter((name) => name === 'libuv-worker')).toHaveLength(8);
  },
);
