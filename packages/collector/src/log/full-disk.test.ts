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

/** Appends until it was refused twenty times, and writes as the writer does; prints what it was told. */
const program = `
  import { openLmdbLog } from ${JSON.stringify(new URL('lmdb-log.ts', import.meta.url).href)};
  const log = openLmdbLog(process.argv[1], ${JSON.stringify(bounds)});
  const event = { siteId: 1, time: 1, visitor: '1', previous: undefined, row: JSON.stringify('x'.repeat(10_000)) };
  let accepted = 0;
  const reasons = new Set();
  for (let refused = 0; refused < 20; ) {
    await log.append([{ ...event, id: crypto.randomUUID() }], Date.now()).then(
      () => accepted++,
      (error) => {
        refused++;
        reasons.add(error.code + ': ' + error.cause.message.split(':', 1)[0]);
      },
    );
  }
  await log.nextBatch(1).then(() => log.acknowledge()).catch(() => {});
  console.log(JSON.stringify({ accepted, reasons: [...reasons] }));
  await log.close();
`;

// A process of its own: it may die, and it has a limit beyond which the kernel refuses to write (`ulimit -f`).
it('a disk that takes no more refuses events and does not end the process; what was taken is there', async () => {
  const path = join(directory, 'log.lmdb');
  const limited = `trap '' XFSZ; ulimit -f 1024; exec "$0" --input-type=module -e "$@"`;
  const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, program, path]);
  const { accepted, reasons } = JSON.parse(stdout) as { accepted: number; reasons: string[] };
  expect(accepted).toBeGreaterThan(5);
  expect(reasons).toEqual([expect.stringMatching(/^log_unavailable: (File too large|Input\/output error)/)]);
  const log = openLmdbLog(path, bounds);
  expect(log.totals().get(1)?.accepted).toBe(accepted);
  await log.close();
}, 60_000);
