import { Readable } from 'node:stream';
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { StartupError } from '../errors.ts';
import { openEmbedded } from './embedded.ts';
import { toPieces, type Lines } from './pieces.ts';
import { selectLines, selectRows, toSettings, toSettingsSql, type SelectStatement } from './select.ts';

/** What the stages need of ClickHouse, a server or the embedded engine alike. */
export interface ClickHouse {
  /** Queries that people may have at once, so that the collector's own statements find a place beside them. */
  readonly places: number;
  /** Runs a statement that answers nothing. */
  command(query: string): Promise<void>;
  /** Answers the rows of a query, each an array of its values. Integers of 64 bits are numbers. */
  select<Row extends unknown[]>(statement: SelectStatement): Promise<Row[]>;
  /** Answers them as ClickHouse writes them, NDJSON with an object a row: half of what `select` and a text of it cost. */
  selectLines(statement: SelectStatement): Promise<Buffer>;
  /** Inserts lines of JSONCompactEachRow into `table (columns…)`. */
  insert(target: string, lines: Lines, settings?: ClickHouseSettings): Promise<void>;
  /** Ends what is under way; what waits or comes later is refused. */
  close(): Promise<void>;
}

/** Name of our database where the server's URL names none. */
const defaultDatabase = 'passerby';

/** Longest answer to an insert or a query, ms. */
const requestTimeoutMs = 60_000;
const connections = 24;
/** Of these, for what the collector itself asks and inserts. */
const ownConnections = 4;

/** Connects to the server, or opens the embedded engine in `dataDir` where there is no URL. */
export async function openClickHouse(config: {
  clickhouseUrl: string | undefined;
  dataDir: string;
}): Promise<ClickHouse> {
  return config.clickhouseUrl === undefined
    ? openEmbedded(`${config.dataDir}/clickhouse`, defaultDatabase)
    : connect(config.clickhouseUrl);
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
  const options = {
    url,
    request_timeout: requestTimeoutMs,
    max_open_connections: connections,
    use_multipart_params_auto: true, // many values in the body: proxies refuse an address of more than 8 to 64 KB
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF }, // what fails is thrown, and logged once by the stage that asked
  };
  await createDatabase(createClient(options), database, withoutPassword(text));
  const client = createClient({ ...options, database });
  return {
    places: connections - ownConnections,
    command: async (query) => void (await client.command({ query })),
    select: (statement) => selectRows(client, withSettings(statement)),
    selectLines: (statement) => selectLines(client, withSettings(statement)),
    insert: async (target, lines, settings) => {
      const { stream } = await client.exec({
        query: `INSERT INTO ${target} FORMAT JSONCompactEachRow`,
        values: Readable.from(toPieces(lines), { objectMode: false }),
        clickhouse_settings: { ...settings, wait_end_of_query: 1 },
      });
      stream.resume(); // an insert answers nothing; unread, the answer would hold its socket
    },
    close: () => client.close(),
  };
}

/** Settings stand in the statement too: beside values in the body, ClickHouse before 25.8 reads none from the address (ClickHouse#85847). */
function withSettings(statement: SelectStatement): SelectStatement {
  const settings = toSettings(statement);
  return {
    ...statement,
    query: `${statement.query}\nSETTINGS ${toSettingsSql(settings)}`,
    clickhouse_settings: settings,
  };
}

async function createDatabase(client: ClickHouseClient, database: string, address: string): Promise<void> {
  try {
    const answer = await client.ping({ select: true });
    if (!answer.success) throw answer.error;
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoteName(database)}` });
  } catch (cause) {
    throw new StartupError(
      `CLICKHOUSE_URL: no ClickHouse answers at ${address} (${reasonOf(cause)}); check the address, user and password`,
      { cause },
    );
  } finally {
    await client.close();
  }
}

/** A refused connection has its reason in its parts, one for each address that was tried. */
function reasonOf(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  return (message || code || String(error)).split('\n', 1)[0] ?? '';
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
