import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

// The subject is the packed tarball, unpacked outside this workspace beside the dependencies it names.

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const dependencies = fileURLToPath(new URL('../../../node_modules', import.meta.url));

let directory: string;
let program: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'passerby-collector-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: root });
  const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout));
  await run('tar', ['-xf', join(directory, packed?.filename ?? ''), '-C', directory]);
  await symlink(dependencies, join(directory, 'node_modules'));
  program = join(directory, 'package/dist/passerby.js');
});

afterAll(() => rm(directory, { recursive: true }));

test('answers --help with every setting and its environment variable', async () => {
  const { stdout } = await run(process.execPath, [program, 'serve', '--help']);
  for (const name of ['PASSERBY_PORT', 'PASSERBY_DATA_DIR', 'CLICKHOUSE_URL', 'PASSERBY_ADMIN_TOKEN']) {
    expect(stdout).toContain(name);
  }
});

test('serves the dashboard and the tracker, and stops with exit code 0', async () => {
  const args = [program, 'serve', '--port', '0', '--data-dir', join(directory, 'data')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL')); // where the test fails
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = line.replace('passerby: listening on ', '');

  // Bounded at the start of the process, and still the process that was started.
  const begun = await readFile(`/proc/${child.pid}/cmdline`, 'utf8');
  expect(begun.split('\0').filter((argument) => argument.startsWith('--max-semi'))).toHaveLength(1);

  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const [asset] = /assets\/index-[\w-]+\.js/.exec(await page.text()) ?? [];
  const { headers } = await fetch(`${url}/${asset}`, { headers: { 'accept-encoding': 'br' } });
  expect([headers.get('content-encoding'), headers.get('cache-control')]).toEqual([
    'br',
    'public, max-age=31536000, immutable',
  ]);
  const script = await fetch(`${url}/sdk.js`, { headers: { 'accept-encoding': 'gzip' } });
  expect(script.headers.get('content-encoding')).toBe('gzip');
  expect(script.headers.get('access-control-allow-origin')).toBe('*');
  expect(script.headers.get('content-type')).toContain('javascript');

  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});

test('inspects events, with its page', async () => {
  const args = [program, 'inspect', '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL')); // where the test fails
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+\d/.exec(line)?.[0] ?? line;
  expect(await (await fetch(url)).text()).toContain('Passerby <em>inspect</em>');
  expect((await fetch(`${url}/sdk.js`)).status).toBe(200);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});
