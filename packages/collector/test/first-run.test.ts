import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { useDataDir } from './use-collector.ts';

const dataDir = useDataDir();
const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
let child: ReturnType<typeof start> | undefined;

afterEach(async () => {
  if (child?.exitCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
});

const start = (words: string[], adminToken?: string) =>
  spawn(process.execPath, [program, 'serve', '--port', '0', '--data-dir', dataDir(), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...(adminToken && { PASSERBY_ADMIN_TOKEN: adminToken }) },
  });

/** What it says until it serves, and in the second after that. */
async function linesOf(words: string[], adminToken?: string): Promise<string[]> {
  child = start(words, adminToken);
  const lines: string[] = [];
  const reader = createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) =>
    lines.push(line),
  );
  await once(reader, 'line');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return lines;
}

const listening = expect.stringMatching(/^passerby: listening on http:\/\/127\.0\.0\.1:\d+$/) as string;

it(
  'a first run, without an admin token, serves this machine only and says so',
  { timeout: 120_000 },
  async () => {
    expect(await linesOf([])).toEqual([
      listening,
      'passerby: no PASSERBY_ADMIN_TOKEN, so only this machine reaches it',
    ]);
  },
);

it('with an admin token it has nothing to say', { timeout: 120_000 }, async () => {
  expect(await linesOf([], 'a-secret-of-the-operator')).toEqual([listening]);
});

it('without one it listens nowhere else, and says what to do', { timeout: 120_000 }, async () => {
  child = start(['--host', '0.0.0.0']);
  let told = '';
  child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  expect(told).toBe(
    'passerby: PASSERBY_HOST: without PASSERBY_ADMIN_TOKEN the collector listens on localhost only, not on "0.0.0.0"; set a token\n',
  );
});
