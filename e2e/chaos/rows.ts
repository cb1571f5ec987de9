import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('print-rows.ts', import.meta.url));

/** How many rows each numbered event has in the ClickHouse of a stopped collector. */
export async function readRows(dataDir: string): Promise<Map<string, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, dataDir], { maxBuffer: 1e9 });
  const rows = JSON.parse(stdout) as { id: string; rows: number }[];
  return new Map(rows.map((row) => [row.id, row.rows]));
}
