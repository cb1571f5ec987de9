import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startClickHouseHttp } from '../../../e2e/support/clickhouse-http/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the ClickHouse server of the project "collector-server"; empty: embedded. */
    clickhouseUrl: string;
  }
}

/** One ClickHouse server for all files of the project; each collector takes a database of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'passerby-clickhouse-'));
  const server = await startClickHouseHttp({ dataDir });
  project.provide('clickhouseUrl', server.url);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
