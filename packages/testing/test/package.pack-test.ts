import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installOutside, type Outside } from './install-outside.ts';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

let outside: Outside;
beforeAll(async () => {
  outside = await installOutside();
  await writeFile(join(outside.directory, 'package.json'), '{ "private": true, "type": "module" }');
});
afterAll(() => outside.remove());

async function typeCheck(file: string, source: string): Promise<string> {
  await writeFile(join(outside.directory, file), source);
  const options = ['--noEmit', '--strict', '--target', 'ES2022', '--lib', 'ES2022,DOM', '--skipLibCheck'];
  const resolution = ['--module', 'ESNext', '--moduleResolution', 'bundler', '--types', 'node'];
  return run(process.execPath, [tsc, ...options, ...resolution, file], { cwd: outside.directory }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

const spec = `
  import { expect, test } from '@passerby/testing/playwright';
  test('signs up', async ({ page, tracked }) => {
    await page.goto('/');
    await expect(tracked).toHaveEvent('signup', { plan: 'pro', seats: expect.any(Number) }, { times: 1 });
    await expect(tracked).toHavePageView(/pricing/);
    await expect(page).toHaveURL('/');
    const { time }: { time: number } = await tracked.waitFor('signup');
    void time;
  });
`;

test('holds modules with their types and nothing else, none of which asks for what is not published', async () => {
  const others = outside.files.filter((path) => !/^dist\/[\w-]+\.(c?js|d\.c?ts)$/.test(path));
  expect(others.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
  for (const path of outside.files.filter((file) => file.startsWith('dist/'))) {
    const text = await readFile(join(outside.directory, 'node_modules/@passerby/testing', path), 'utf8');
    expect(text, path).not.toMatch(/(from|import\() *['"](@passerby\/(wire|collector)|chdb|lmdb)/);
  }
});

test('has nothing for publint to say', async () => {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(outside.tarball).buffer },
    strict: true,
  });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('has no types that are wrong for those who import modules', async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(outside.tarball)));
  const problems = result.types && 'problems' in result ? result.problems : [];
  // `node10`, which TypeScript 6 gives up, knows no `exports`; Node 24 can require modules.
  const known = problems.filter(
    (problem) =>
      !(problem.kind === 'NoResolution' && problem.resolutionKind === 'node10') &&
      problem.kind !== 'CJSResolvesToESM',
  );
  expect(result.types).toBeTruthy();
  expect(known).toEqual([]);
});

test('compiles outside of the workspace, with types that see a mistake', async () => {
  expect(await typeCheck('signs-up.spec.ts', spec)).toBe('');
  expect(await typeCheck('wrong.spec.ts', spec.replace("'signup', {", '7, {'))).toContain('wrong.spec.ts(');
  expect(await typeCheck('wrong.spec.ts', spec.replace('(/pricing/)', '(7)'))).toContain('wrong.spec.ts(');
});

const unit = `
  import { createTestTracker, faults, matchers } from '@passerby/testing';
  import '@passerby/testing/vitest';
  import { expect, test } from 'vitest';
  test('signs up', () => {
    const tracker = createTestTracker<{ signup: { plan: 'free' | 'pro' } }>({ consent: 'granted' });
    tracker.fail(faults.slow());
    tracker.trackEvent('signup', { plan: 'pro' });
    expect(tracker).toHaveTracked('signup', { plan: expect.any(String) }, { times: 1 });
    expect.extend(matchers);
  });
`;

test('compiles in unit tests, with types that see a mistake', async () => {
  expect(await typeCheck('unit.test.ts', unit)).toBe('');
  expect(await typeCheck('wrong.test.ts', unit.replace("plan: 'pro'", "plan: 'gold'"))).toContain(
    'wrong.test.ts(',
  );
  expect(await typeCheck('wrong.test.ts', unit.replace('times: 1', 'times: true'))).toContain(
    'wrong.test.ts(',
  );
});

const inJest = `
  import { expect, test } from '@jest/globals';
  import { createTestTracker } from '@passerby/testing';
  import '@passerby/testing/jest';
  test('signs up', () => {
    expect(createTestTracker()).toHaveTracked('signup', { plan: expect.any(String) }, { times: 1 });
    expect(createTestTracker()).not.toHaveTrackedPageView('/pricing');
  });
`;

test('compiles in Jest, with types that see a mistake', async () => {
  expect(await typeCheck('jest.test.ts', inJest)).toBe('');
  expect(await typeCheck('wrong.test.ts', inJest.replace('times: 1', 'times: true'))).toContain(
    'wrong.test.ts(',
  );
});

const withMsw = `
  import { bridgeBeacons, failInPage, faults, passerbyHandlers } from '@passerby/testing/msw';
  import { setupServer } from 'msw/node';
  setupServer(...passerbyHandlers({ onEvent: ({ url }) => url.length, fault: () => faults.slow(10) }));
  const undo: (() => void)[] = [bridgeBeacons(), failInPage(faults.clockSkew())];
  void undo;
`;

test('compiles with msw, with types that see a mistake', async () => {
  expect(await typeCheck('msw.test.ts', withMsw)).toBe('');
  expect(
    await typeCheck('wrong.test.ts', withMsw.replace('faults.slow(10)', 'faults.storageFull()')),
  ).toContain('wrong.test.ts(');
});

test('has a quick start that compiles', async () => {
  const readme = await readFile(join(outside.directory, 'node_modules/@passerby/testing/README.md'), 'utf8');
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
  expect(examples.length).toBeGreaterThan(0);
  for (const [index, example] of examples.entries())
    expect(await typeCheck(`readme-${index}.ts`, example)).toBe('');
});
