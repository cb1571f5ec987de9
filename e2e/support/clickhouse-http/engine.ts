import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Session, drainPending } from 'chdb';
import type { Statement } from './statement.ts';

/** chDB behind one data directory. */
export interface Engine {
  /** As in `SELECT version()`. */
  version: string;
  timezone: string;
  run(work: { preamble: string; statement: Statement; format: string }): Promise<EngineResult>;
  /** Waits for what is running, then lets go of the data directory. */
  close(): Promise<void>;
}

export interface EngineResult {
  body: Uint8Array;
  resultRows: number;
  resultBytes: number;
  /** Rows of materialized views included, as in ClickHouse; counted for a deduplicated insert, too. */
  writtenRows: number;
  writtenBytes: number;
  elapsedSeconds: number;
}

interface NativeBinding {
  InsertRawAsyncConnection(
    connection: unknown,
    prefix: string,
    payload: Buffer,
    countLines: boolean,
  ): Promise<{ elapsed: number; rowsWritten: number; bytesWritten: number }>;
}

/**
 * `session.insert()` is the public door to this function, but lets in a few formats and plain table names only.
 * Unlike `session.queryAsync()`, it tells how many rows an INSERT wrote.
 */
function loadBinding(): NativeBinding {
  const require = createRequire(import.meta.url);
  const loader = join(dirname(require.resolve('chdb/package.json')), 'dist', 'loader.js');
  const addon: { loadNative(): NativeBinding } = require(loader);
  return addon.loadNative();
}

/** Opens a data directory; throws where it cannot be written or another process has it. */
export async function openEngine(dataDir: string): Promise<Engine> {
  const binding = loadBinding();
  // Held open: the engine starts with the first session (200 ms) and stops with the last; one more costs 0.5 ms.
  const keeper = new Session(dataDir);
  const about = await keeper.queryAsync('SELECT version(), timezone()', { format: 'TabSeparated' });
  const [version = '', timezone = ''] = about.text().trim().split('\t');

  // What a killed process left behind goes.
  const rowsDir = resolve(dataDir, 'clickhouse-http-rows');
  await rm(rowsDir, { recursive: true, force: true });
  await mkdir(rowsDir);

  const insert = async (session: Session, sql: string): Promise<EngineResult> => {
    try {
      const rest = Buffer.from(sql.slice('INSERT'.length));
      const summary = await binding.InsertRawAsyncConnection(session.connection, 'INSERT', rest, false);
      return toInsertResult(summary.rowsWritten, summary.bytesWritten, summary.elapsed);
    } catch (error) {
      // NO_DATA_TO_INSERT is an error of ClickHouse's command line clients; over HTTP no rows is a success.
      if (error instanceof Error && error.message.startsWith('Code: 108.')) return toInsertResult(0, 0, 0);
      throw error;
    }
  };

  // Rows go through a file: an empty line ends the rows that follow an INSERT in chDB, and it runs what comes then as SQL.
  const insertRows = async (
    session: Session,
    statement: Statement & { kind: 'insert-rows' },
  ): Promise<EngineResult> => {
    const file = join(rowsDir, randomUUID());
    try {
      await writeFile(file, statement.rows);
      return await insert(session, statement.toSql(file));
    } finally {
      await rm(file, { force: true });
    }
  };

  return {
    version,
    timezone,
    async run({ preamble, statement, format }) {
      // A session of its own, because SET stays in a session, and after an error so does the unread part of a result:
      // chDB puts it in front of the next result.
      const session = new Session(dataDir);
      try {
        await session.queryAsync(preamble);
        if (statement.kind === 'insert-rows') return await insertRows(session, statement);
        if (statement.kind === 'insert') return await insert(session, statement.sql);
        const result = await session.queryAsync(statement.sql, { format });
        return {
          body: result.bytes(),
          resultRows: result.rowsRead,
          resultBytes: result.bytesRead,
          writtenRows: 0,
          writtenBytes: 0,
          elapsedSeconds: result.elapsed,
        };
      } finally {
        session.close();
      }
    },
    async close() {
      await drainPending();
      keeper.close();
      await drainPending();
    },
  };
}

function toInsertResult(writtenRows: number, writtenBytes: number, elapsedSeconds: number): EngineResult {
  return {
    body: new Uint8Array(),
    resultRows: 0,
    resultBytes: 0,
    writtenRows,
    writtenBytes,
    elapsedSeconds,
  };
}
