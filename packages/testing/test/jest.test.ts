import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matchers } from '../src/unit/matchers.ts';
import { installOutside, type Outside } from './install-outside.ts';

// The kit in Jest, from packed tarballs, in an app that is told nothing but the setup file.

interface Report {
  testResults: {
    message: string;
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
}

let outside: Outside;
beforeAll(async () => {
  outside = await installOutside();
  await cp(fileURLToPath(new URL('jest-app/', import.meta.url)), outside.directory, { recursive: true });
});
afterAll(() => outside.remove());

async function runJest(file: string): Promise<Report['testResults'][number]['assertionResults']> {
  const jest = fileURLToPath(import.meta.resolve('jest/bin/jest'));
  const args = ['--experimental-vm-modules', jest, '--json', '--outputFile=report.json', '--no-color', file];
  const child = execFile(process.execPath, args, { cwd: outside.directory });
  let output = '';
  child.stderr?.on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  const report = JSON.parse(
    await readFile(join(outside.directory, 'report.json'), 'utf8').catch(() => '{"testResults":[]}'),
  ) as Report;
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  if (results.length === 0) throw new Error(output);
  return results;
}

it.each([
  ['requires it', 'signup.test.cjs', ['what was tracked is found', 'what was not tracked fails']],
  [
    'imports it',
    'signup.test.mjs',
    ['modules find what was tracked', 'modules fail by what was not tracked'],
  ],
])('passes what holds and fails what does not in an app that %s', async (_how, file, titles) => {
  const results = await runJest(file);
  expect(results.map(({ title, status }) => [title, status])).toEqual([
    [titles[0], 'passed'],
    [titles[1], 'failed'],
  ]);
  await expectGolden(file, results[1]);
});

it('fails by each assertion with what was expected, what is nearest and all that was tracked', async () => {
  const results = await runJest('fails.test.cjs');
  const titles = new Set(results.map(({ title }) => title));
  expect(Object.keys(matchers).filter((name) => !titles.has(`${name} not`))).toEqual([]);
  for (const result of results) {
    expect([result.title, result.status]).toEqual([result.title, 'failed']);
    // oxlint-disable-next-line no-await-in-loop -- a file each
    await expectGolden(result.title.replaceAll(' ', '-'), result);
  }
});

async function expectGolden(name: string, result: { failureMessages: string[] } | undefined): Promise<void> {
  const [message = ''] = result?.failureMessages ?? [];
  const golden = join(import.meta.dirname, 'golden', `in-jest-${name}.txt`);
  await expect(
    message.replaceAll(/#(\d+) \+\d+ ms/g, '#$1 +N ms').replaceAll(/\n +at .*/g, ''),
  ).toMatchFileSnapshot(golden);
}
