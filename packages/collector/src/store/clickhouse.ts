import { mkdirSync } from 'node:fs';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { StartupError } from '../errors.ts';
import { embeddedDatabase } from './embedded.ts';

/** Two connections to one ClickHouse, so that the settings of a query never reach an insert. */
export interface ClickHouse {
  writing: ClickHouseClient;
  reading: ClickHouseClient;
  close(): Promise<void>;
}

/** Name of our database inside the embedded engine; a server's comes from the path of its URL. */
export const defaultDatabase = 'passerby';

/** Longest answer to an insert or a query, ms. */
const requestTimeoutMs = 60_000;

/** Connects to the server, or opens the embedded engine in `dataDir` where there is no URL. */
export async function openClickHouse(config: {
  clickhouseUrl: string | undefined;
  dataDir: string;
}): Promise<ClickHouse> {
  return config.clickhouseUrl === undefined ? openEmbedded(config.dataDir) : connect(config.clickhouseUrl);
}

async function connect(text: string): Promise<ClickHouse> {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new StartupError(
      `CLICKHOUSE_URL: "${withoutPassword(text)}" is not an http(s) URL; give one such as http://localhost:8123/passerby`,
    );
  }
  const url = new URL(text);
  const database = url.pathname.slice(1) || defaultDatabase;
  url.pathname = '';
  const options = { url, request_timeout: requestTimeoutMs, compression: { request: true, response: true } };
  const bootstrap = createClient(options);
  const answer = await bootstrap.ping({ select: true });
  if (!answer.success) {
    await bootstrap.close();
    throw new StartupError(
      `CLICKHOUSE_URL: no ClickHouse answers at ${withoutPassword(text)} (${answer.error.message}); check the address, user and password`,
    );
  }
  await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoteName(database)}` });
  await bootstrap.close();
  return pair(createClient({ ...options, database }), createClient({ ...options, database }));
}

async function openEmbedded(dataDir: string): Promise<ClickHouse> {
  const path = `${dataDir}/clickhouse`;
  mkdirSync(path, { recursive: true });
  const open = await embeddedDatabase(path, defaultDatabase);
  const writing = await open();
  return pair(writing, await open());
}

function pair(writing: ClickHouseClient, reading: ClickHouseClient): ClickHouse {
  return {
    writing,
    reading,
    async close() {
      await writing.close();
      await reading.close();
    },
  };
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
