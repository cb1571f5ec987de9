import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matchers } from '../src/playwright/matchers.ts';
import { installOutside, type Outside } from './install-outside.ts';

// The kit as its users run it: from packed tarballs, by Playwright's own runner, against an app of its own.

interface Result {
  title: string;
  status: string;
  message: string;
  attachments: { name: string; body: string }[];
}

interface Suite {
  suites?: Suite[];
  specs: {
    title: string;
    tests: {
      results: {
        status: string;
        errors: { message: string }[];
        attachments: { name: string; body?: string }[];
      }[];
    }[];
  }[];
}

let outside: Outside;
let port: number;

beforeAll(async () => {
  outside = await installOutside();
  await cp(fileURLToPath(new URL('app/', import.meta.url)), outside.directory, { recursive: true });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  server.close();
});

afterAll(() => outside.remove());

async function runPlaywright(...args: string[]): Promise<Result[]> {
  const playwright = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
  const env = { ...process.env, APP_PORT: String(port), FORCE_COLOR: '0', NO_COLOR: '1' };
  const child = execFile(process.execPath, [playwright, 'test', ...args], { cwd: outside.directory, env });
  let output = '';
  child.stdout?.on('data', (chunk: string) => (output += chunk));
  child.stderr?.on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  const report = JSON.parse(await readFile(join(outside.directory, 'report.json'), 'utf8')) as {
    suites: Suite[];
    errors: { message: string }[];
  };
  if (report.errors.length > 0) throw new Error(JSON.stringify(report.errors) + output);
  return report.suites.flatMap(toResults);
}

function toResults({ suites = [], specs }: Suite): Result[] {
  const own = specs.map(({ title, tests }): Result => {
    const result = tests[0]?.results[0];
    return {
      title,
      status: result?.status ?? 'skipped',
      message: result?.errors.map(({ message }) => message).join('\n') ?? '',
      attachments: (result?.attachments ?? []).map(({ name, body = '' }) => ({
        name,
        body: Buffer.from(body, 'base64').toString(),
      })),
    };
  });
  return [...own, ...suites.flatMap(toResults)];
}

/** Without what differs from run to run. */
const steady = (message: string): string =>
  message
    .replaceAll(`127.0.0.1:${port}`, '127.0.0.1:PORT')
    .replaceAll(/[+-]?\d+ ms (?=apart)/g, 'N ms ')
    .replaceAll(/([#=✗]\d*) [+-]\d+ ms/g, '$1 +N ms')
    .replaceAll(/ \(\d+ times\)/g, '')
    .replaceAll(/\n +at .*|\n\n +\d+ \|[^]*/g, '');

it('passes what holds', async () => {
  const results = await runPlaywright('passes.spec.ts');
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(results.length).toBeGreaterThan(15);
});

it('fails what does not hold, with what was expected, what is nearest and all that came', async () => {
  const results = await runPlaywright('fails.spec.ts');
  const titles = new Set(results.map(({ title }) => title));
  // Each is seen to fail, both ways.
  expect(Object.keys(matchers).filter((name) => !titles.has(`${name} not`))).toEqual([]);
  expect(results.length).toBe(18);
  for (const { title, status, message, attachments } of results) {
    const kept = attachments.find(({ name }) => name === 'message');
    expect([title, status]).toEqual([title, kept ? 'passed' : 'failed']);
    const golden = join(import.meta.dirname, 'golden', `${title.replaceAll(' ', '-')}.txt`);
    await expect(`${steady(kept?.body ?? message)}\n`).toMatchFileSnapshot(golden);
  }
  const failed = results.find(({ status }) => status === 'failed');
  const attached = failed?.attachments.find(({ name }) => name === 'tracked');
  expect(steady(attached?.body ?? '')).toContain(
    "#2 +N ms signup on / { plan: 'free', seats: 3 }\nLedger: 2 received",
  );
});
