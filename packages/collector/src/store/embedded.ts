import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import pLimit from 'p-limit';
import { StartupError } from '../errors.ts';
import { memoryBytes } from '../ops/memory.ts';
import type { ClickHouse } from './clickhouse.ts';
import { toPieces } from './pieces.ts';
import { readPlainStructure } from './plain-structure.ts';
import {
  selectLines,
  selectRows,
  toParametersSql,
  toSettings,
  toSettingsSql,
  type SelectStatement,
} from './select.ts';
import { toSqlText } from './sql-text.ts';

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Priority of merges (a `nice` value): the thread that answers requests goes first. */
const mergePriority = 5;

/** One view is fed after the other, and what is inserted again is known by its rows where it has no token. */
const asWithoutSelect = { max_threads: 1, deduplicate_insert_select: 'enable_even_for_bad_queries' };

/**
 * Queries at once: each holds one of libuv's threads, and an insert and the event log must always find one free.
 */
function countPlaces(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4); // libuv's default, or what `passerby serve` asked for
  return Math.max(2, Math.min(5, threads - 2));
}

/** Connections that are opened before a query needs them. */
const spareConnections = 2;

/** Bound values are read as a statement here, for which the default is 256 KiB. */
const longStatements = { max_query_size: '50000000' };

/** Rewritings that no statement of ours has a use for, and that cost a long one some milliseconds to look for. */
const rewritings = {
  optimize_aggregators_of_group_by_keys: 0,
  optimize_group_by_function_keys: 0,
  optimize_limit_by_function_keys: 0,
  optimize_truncate_order_by_after_group_by_keys: 0,
} as const;

/**
 * By default ClickHouse would take what a server of its own has: nine tenths of the memory, and 5 GiB for each cache. Here
 * the process needs some of the memory itself, and the system the rest for its files. (The engine has two threads for
 * merges and no logs of its own in tables by chDB's defaults.)
 */
const connectionArgs = Object.entries({
  max_server_memory_usage: 0.6,
  mark_cache_size: 0.03,
  index_mark_cache_size: 0.01,
  primary_index_cache_size: 0.03,
})
  .map(([name, share]) => `--${name}=${Math.floor(share * memoryBytes())}`)
  .concat(`--os_threads_nice_value_merge_mutate=${mergePriority}`);

/**
 * Opens ClickHouse inside this process (chDB) with its data in `path`. Loaded on demand: the library is 540 MB, and a
 * collector in front of a server needs none of it.
 */
export async function openEmbedded(path: string, database: string): Promise<ClickHouse> {
  refusePattern(resolve(path));
  mkdirSync(path, { recursive: true });
  const { Session, createConnection } = await load();
  // The first of a directory says how the engine is set up, for all that follow.
  const engine = new Session(path, { connectionArgs });
  const connect = (): ClickHouseClient => createClient({ connection: createConnection(path) });
  const inDatabase = (query: string): string => `USE ${database}; ${query}`;
  // In one text with what goes before it, and its settings in one statement: chdb would set each by a statement of its own,
  // and would answer queries with values to bind one after the other, those of all connections. The values stand behind the
  // settings, which say how long they may be.
  const toWhole = ({ query_params = {}, ...statement }: SelectStatement): SelectStatement => {
    const settings = toSettingsSql({ ...longStatements, ...rewritings, ...toSettings(statement) });
    const values = toParametersSql(query_params);
    return {
      query: inDatabase(`SET ${settings}; ${values && `SET ${values}; `}${statement.query}`),
    };
  };
  await engine.queryAsync(`CREATE DATABASE IF NOT EXISTS ${database}`);
  const writing = connect();
  await writing.command({ query: `USE ${database}` });
  const concurrentQueries = countPlaces();
  const limit = pLimit({ concurrency: concurrentQueries, rejectOnClear: true });
  const underWay = new Set<Promise<unknown>>();
  const keep = <Result>(work: Promise<Result>): Promise<Result> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  const spare: ClickHouseClient[] = [];
  const addSpare = (): void => {
    if (!isClosed && spare.length < spareConnections) spare.push(connect());
  };
  let isClosed = false;
  /** Runs `work` on a connection of its own. */
  const onConnection = async <Result>(
    work: (client: ClickHouseClient) => Promise<Result>,
  ): Promise<Result> => {
    if (isClosed) throw new DOMException('ClickHouse is closed', 'AbortError');
    return keep(runOnConnection(work));
  };
  const runOnConnection = async <Result>(
    work: (client: ClickHouseClient) => Promise<Result>,
  ): Promise<Result> => {
    const client = spare.shift() ?? connect();
    // The next ones are opened while ClickHouse works: it takes as long as a short question.
    if (spare.length < spareConnections) setImmediate(addSpare);
    try {
      return await work(client);
    } finally {
      void keep(client.close());
    }
  };
  const insertFile = `${path}.insert`;
  // They share the file, and the connection's settings.
  const oneByOne = pLimit(1);
  const structures = new Map<string, string>();
  const structureOf = async (target: string): Promise<string> => {
    const known = structures.get(target);
    if (known !== undefined) return known;
    // Not on the connection of the inserts, whose settings would become those of a query.
    const structure = await readPlainStructure(target, (statement) =>
      onConnection((client) => selectRows(client, toWhole(statement))),
    );
    structures.set(target, structure);
    return structure;
  };
  return {
    places: concurrentQueries - 1,
    // A connection for each as well: what takes long (a mutation) must not hold up the inserts.
    command: (query) =>
      onConnection(async (client) => void (await client.command({ query: inDatabase(query) }))),
    // A connection for each query (half a millisecond): in chDB 3.4 settings outlive their query, and what a failed
    // query had written so far comes with the next answer of its connection.
    select: (statement) => limit(() => onConnection((client) => selectRows(client, toWhole(statement)))),
    selectLines: (statement) =>
      limit(() => onConnection((client) => selectLines(client, toWhole(statement)))),
    // From a file: half the CPU time of rows inside the statement, which its parser would go over first; and as plain
    // texts: a third less than as the table's own types (decision 55).
    insert: (target, lines, settings) =>
      oneByOne(async () => {
        await writeFile(insertFile, toPieces(lines), { mode: 0o600 });
        try {
          const source = [insertFile, 'JSONCompactEachRow', await structureOf(target)].map(toSqlText);
          await writing.command({
            query: `INSERT INTO ${target} SELECT * FROM file(${source.join(', ')})`,
            clickhouse_settings: { ...asWithoutSelect, ...settings },
          });
        } finally {
          await rm(insertFile);
        }
      }),
    async close() {
      isClosed = true;
      limit.clearQueue();
      // A connection that is open while the process ends keeps the engine at work, and the end then hangs now and then.
      while (underWay.size > 0) await Promise.allSettled(underWay); // what ends closes its connection
      for (const client of [...spare, writing]) await client.close();
      engine.close();
    },
  };
}

/** ClickHouse would look for other files than the one that has the rows, find none, and say that it has inserted them. */
function refusePattern(path: string): void {
  if (/[*?{}]/.test(path)) {
    throw new StartupError(
      `PASSERBY_DATA_DIR: ClickHouse takes "${path}" for a pattern of names; choose a directory without * ? { }`,
    );
  }
}

async function load(): Promise<{
  Session: typeof import('chdb').Session;
  createConnection: (path: string) => Connection;
}> {
  try {
    const [{ Session }, { createChdbConnection }] = await Promise.all([
      import('chdb'),
      import('chdb/connection'),
    ]);
    // chdb types the same contract by its own copy of the client's private classes.
    return { Session, createConnection: (path) => createChdbConnection({ path }) as unknown as Connection };
  } catch (cause) {
    throw new StartupError(
      'the embedded ClickHouse cannot be loaded on this machine (it runs on Linux with glibc and on macOS); set CLICKHOUSE_URL to a server',
      { cause },
    );
  }
}
