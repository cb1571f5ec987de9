import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installOutside, type Outside } from './install-outside.ts';

// The recipes of docs/guide/testing.md that need no browser, as a reader would run them. The app under test has the bugs
// on demand, so that each recipe is seen to pass and to fail.

const plan = `
  import { definePlan } from '@passerby/sdk-core/plan';
  export const plan = definePlan({ signup: { props: { properties: { plan: { enum: ['free', 'pro'] } } } } });
`;
const signUp = `
  import type { Tracker } from '@passerby/sdk-core';
  export function signUp(tracker: Tracker, { plan }: { plan: string; email?: string }): void {
    tracker.trackEvent('signup', { plan, seats: 1 });
  }
`;

let outside: Outside;
beforeAll(async () => {
  outside = await installOutside();
  const guide = await readFile(new URL('../../../docs/guide/testing.md', import.meta.url), 'utf8');
  const pieces = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, piece = '']) => piece);
  const inUnits = pieces.filter((piece) => piece.includes('createTestTracker('));
  for (const [name, text] of Object.entries({
    'package.json': '{ "private": true, "type": "module" }',
    'vitest.config.js': 'export default {};',
    'tracking-plan.ts': plan,
    'recipes.test.ts': inUnits.join('\n'),
  })) {
    await writeFile(join(outside.directory, name), text);
  }
});
afterAll(() => outside.remove());

/** Answers each recipe with what became of it. */
async function runWith(app: string): Promise<{ title: string; status: string; message: string }[]> {
  await writeFile(join(outside.directory, 'sign-up.ts'), app);
  const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
  const args = [vitest, 'run', '--root', outside.directory, '--reporter=json', '--outputFile=report.json'];
  const env = { PATH: process.env['PATH'] };
  const child = execFile(process.execPath, args, { cwd: outside.directory, env });
  let output = '';
  child.stderr?.on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  const report = await readFile(join(outside.directory, 'report.json'), 'utf8').catch(() => '');
  if (report === '') throw new Error(output);
  const { testResults } = JSON.parse(report) as {
    testResults: {
      message: string;
      assertionResults: { title: string; status: string; failureMessages: string[] }[];
    }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  if (results.length === 0) throw new Error(testResults.map(({ message }) => message).join('\n') + output);
  return results.map(({ failureMessages: [message = ''], ...result }) => ({ ...result, message }));
}

it.each([
  ['passes', signUp, ['passed', 'passed', 'passed']],
  ['finds what is misspelled', signUp.replace("'signup'", "'sign_up'"), ['failed', 'passed', 'failed']],
  [
    'finds what is personal',
    signUp.replace('{ plan }', '{ plan, email }').replace('seats: 1', 'seats: 1, email'),
    ['passed', 'passed', 'failed'],
  ],
])('each recipe %s', async (what, app, statuses) => {
  const results = await runWith(app);
  expect(results.map(({ title, status }) => [title, status])).toEqual([
    ['signing up is as planned', statuses[0]],
    ['nothing is tracked after a refusal', statuses[1]],
    ['no address of a person is sent', statuses[2]],
  ]);
  for (const { title, message } of results.filter(({ status }) => status === 'failed')) {
    const golden = `golden/in-vitest-${what}-${title}.txt`.replaceAll(' ', '-');
    const steady = message.replaceAll(/#(\d+) \+\d+ ms/g, '#$1 +N ms').replaceAll(/\n +at .*/g, '');
    // oxlint-disable-next-line no-await-in-loop -- a file each
    await expect(steady).toMatchFileSnapshot(join(import.meta.dirname, golden));
  }
});
