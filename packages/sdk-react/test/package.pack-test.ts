import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The subject is what a user gets: the packed tarballs, installed in an empty project outside this workspace.

const run = promisify(execFile);
const root = new URL('../', import.meta.url).pathname;
const core = new URL('../../sdk-core/', import.meta.url).pathname;
const modules = new URL('../../../node_modules/', import.meta.url).pathname;

let project: string;
let tarball: Buffer;
let files: string[];

async function pack(cwd: string): Promise<{ filename: string; files: { path: string }[] }> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd });
  const [packed] = Object.values<Awaited<ReturnType<typeof pack>>>(JSON.parse(stdout));
  if (!packed) throw new Error(`npm pack said: ${stdout}`);
  return packed;
}

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'passerby-sdk-react-'));
  const [ofCore, ofReact] = [await pack(core), await pack(root)];
  files = ofReact.files.map(({ path }) => path);
  tarball = await readFile(join(project, ofReact.filename));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  // The frameworks come from the workspace, as there is no registry to ask; ours come from the tarballs.
  const install = [
    'install',
    '--offline',
    '--legacy-peer-deps',
    `./${ofCore.filename}`,
    `./${ofReact.filename}`,
  ];
  await run('npm', install, { cwd: project });
  for (const name of [
    'react',
    'react-dom',
    'react-router',
    '@types/react',
    '@types/react-dom',
    'csstype',
    'scheduler',
  ]) {
    const target = join(project, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(modules, name), target, { recursive: true });
  }
});

afterAll(() => rm(project, { recursive: true }));

/** Runs tsc as a strict user of a bundler does. */
async function typeCheck(file: string, source: string): Promise<string> {
  await writeFile(join(project, file), source);
  const options = ['--noEmit', '--strict', '--jsx', 'react-jsx', '--lib', 'ES2022,DOM', '--skipLibCheck'];
  const resolution = ['--target', 'ES2022', '--module', 'ESNext', '--moduleResolution', 'bundler'];
  const tsc = join(modules, 'typescript/bin/tsc');
  return run(process.execPath, [tsc, ...options, ...resolution, file], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

test('holds modules with their types and nothing else, each with its `use client`', async () => {
  const built = files.filter((path) => path.startsWith('dist/'));
  expect(files.filter((path) => !built.includes(path)).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  expect(built.filter((path) => !/\.(js|d\.ts)$/.test(path) || /test/.test(path))).toEqual([]);
  const installed = join(project, 'node_modules/@passerby/sdk-react');
  for (const path of built.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(installed, path), 'utf8');
    expect(code).not.toContain('SDK_VERSION');
    const needsClient = /\buse[A-Z]\w+\(|createContext|extends Component/.test(code);
    expect(code.startsWith(`'use client';`), path).toBe(needsClient);
  }
});

test('has nothing for publint to say', async () => {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(tarball).buffer },
    strict: true,
  });
  // It asks for `engines.node`, which a package for browsers does not have.
  const said = messages.filter(({ code }) => code !== 'USE_ENGINES_NODE');
  expect(said.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('has no types that are wrong for those who import modules', async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const problems = result.types && 'problems' in result ? result.problems : [];
  // `node10`, which TypeScript 6 gives up, knows no `exports`; CommonJS imports modules by `import()` or Node's require.
  const known = problems.filter(
    (problem) =>
      !(problem.kind === 'NoResolution' && problem.resolutionKind === 'node10') &&
      problem.kind !== 'CJSResolvesToESM',
  );
  expect(result.types).toBeTruthy();
  expect(known).toEqual([]);
});

const app = `
  import { TrackView, TrackerErrorBoundary, TrackerProvider, createTracker, useTrackEvent, useTracker,
    type Tracker, type TrackerOptions } from '@passerby/sdk-react';
  import { usePageViews } from '@passerby/sdk-react/react-router';
  import { PageViews } from '@passerby/sdk-react/next';
  interface Events { signup: { plan: 'free' | 'pro' } }
  const options: TrackerOptions = { site: 'shop.example', endpoint: 'https://stats.example' };
  export function SignUp() {
    usePageViews({ by: 'query' });
    const tracker: Tracker<Events> = useTracker<Events>();
    const signUp = useTrackEvent<Events, 'signup'>('signup');
    return <button onClick={() => { tracker.setConsent('granted'); signUp({ plan: 'pro' }); }}>Sign up</button>;
  }
  export const tracker = () => createTracker<Events>(options);
  export const App = () => (
    <TrackerProvider options={options}>
      <PageViews />
      <TrackerErrorBoundary fallback={({ reset }) => <button onClick={reset}>Again</button>}>
        <TrackView event="hero"><SignUp /></TrackView>
      </TrackerErrorBoundary>
    </TrackerProvider>
  );
`;

test('has types that check outside of the workspace', async () => {
  expect(await typeCheck('app.tsx', app)).toBe('');
});

test('has types that see a mistake, so that they are not any', async () => {
  expect(await typeCheck('wrong.tsx', app.replace("plan: 'pro' }", "plan: 'gold' }"))).toContain(
    'wrong.tsx(',
  );
});

test('has a quick start that compiles, and that Vite builds into a page', async () => {
  const [, example = ''] = /```tsx\n(.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  expect(example).toContain('TrackerProvider');
  expect(await typeCheck('readme.tsx', example)).toBe('');
  const main = `
    import { createRoot } from 'react-dom/client';
    import { App } from './readme.tsx';
    createRoot(document.body).render(<App />);
  `;
  await writeFile(join(project, 'main.tsx'), main);
  await writeFile(
    join(project, 'index.html'),
    '<body></body><script type="module" src="/main.tsx"></script>',
  );
  const { stdout, stderr } = await run(process.execPath, [join(modules, 'vite/bin/vite.js'), 'build'], {
    cwd: project,
  });
  expect(stdout + stderr).not.toMatch(/warn/i);
  const [script = ''] = await readdir(join(project, 'dist/assets'));
  expect(await readFile(join(project, 'dist/assets', script), 'utf8')).toContain('/api/v1/events');
});

test('renders on a server, as a module of Node, without an effect', async () => {
  const code = `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { TrackerProvider, useTracker } from '@passerby/sdk-react';
    import '@passerby/sdk-react/react-router';
    function Page() { useTracker().trackEvent('a', {}, { url: 'https://shop.example/' }); return 'shoes'; }
    const options = { site: 'shop.example', endpoint: 'https://stats.example' };
    console.log(renderToString(createElement(TrackerProvider, { options }, createElement(Page))));
    console.log(process.getActiveResourcesInfo().includes('Timeout'));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: project });
  expect(stdout).toBe('shoes\nfalse\n');
});
