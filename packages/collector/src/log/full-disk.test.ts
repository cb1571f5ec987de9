import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLmdbLog } from './lmdb-log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'full-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const bounds = { maxBytes: 1e9, maxDedupeIds: 1e6 };

/** Appends until it was refused twenty times, and then writes as the writer does; prints what it was told. */
const program = `
  import { openLmdbLog } from ${JSON.stringify(new URL('lmdb-log.ts', import.meta.url).href)};
  const [path, eventsAtOnce] = process.argv.slice(1);
  const log = openLmdbLog(path, ${JSON.stringify(bounds)});
  const event = { siteId: 1, time: 1, visitor: '1', previous: undefined, row: JSON.stringify('x'.repeat(10_000)) };
  let accepted = 0;
  const reasons = new Set();
  for (let refused = 0; refused < 20; ) {
    const events = Array.from({ length: eventsAtOnce }, () => ({ ...event, id: crypto.randomUUID() }));
    await log.append(events, Date.now()).then(
      (appended) => (accepted += appended.accepted),
      (error) => {
        refused++;
        reasons.add(error.code + ': ' + error.cause.code);
      },
    );
  }
  let written = 0;
  for (let batch; (batch = await log.nextBatch(100)); await log.acknowledge()) written += batch.size;
  console.log(JSON.stringify({ accepted, reasons: [...reasons], written }));
  await log.close();
`;

// A process of its own: it may die, and it has a limit beyond which the kernel refuses to write (`ulimit -f`). Records of many
// pages: of these lmdb-js would say what failed in a text that is longer than the memory it has for it.
it.each([1, 12])(
  'a disk that takes no more refuses events and does not end the process; what was taken can be written (%d at once)',
  { timeout: 60_000 },
  async (eventsAtOnce) => {
    const path = join(directory, 'log.lmdb');
    const limited = `trap '' XFSZ; ulimit -f 32768; exec "$0" --input-type=module -e "$@"`; // 16 MiB
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      limited,
      process.execPath,
      program,
      path,
      String(eventsAtOnce),
    ]);
    const { accepted, reasons, written } = JSON.parse(stdout) as {
      accepted: number;
      reasons: string[];
      written: number;
    };
    expect(accepted).toBeGreaterThan(500);
    expect(reasons).toEqual(['log_unavailable: EFBIG']);
    expect(written).toBe(accepted);
    const log = openLmdbLog(path, bounds);
    expect(log.totals().get(1)).toMatchObject({ accepted, stored: accepted });
    await log.close();
  },
);
