import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
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
  project = await mkdtemp(join(tmpdir(), 'passerby-sdk-vue-'));
  const [ofCore, ofVue] = [await pack(core), await pack(root)];
  files = ofVue.files.map(({ path }) => path);
  tarball = await readFile(join(project, ofVue.filename));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  // The frameworks come from the workspace, as there is no registry to ask; ours come from the tarballs.
  const install = [
    'install',
    '--offline',
    '--legacy-peer-deps',
    `./${ofCore.filename}`,
    `./${ofVue.filename}`,
  ];
  await run('npm', install, { cwd: project });
  for (const name of ['vue', 'vue-router', 'vite', '@vitejs/plugin-vue']) {
    const target = join(project, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    await symlink(join(modules, name), target);
  }
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, main = '', component = ''] = /```ts\n(.*?)```.*```vue\n(.*?)```/s.exec(readme) ?? [];
  for (const [name, text] of Object.entries({
    'index.html': '<div id="app"></div><script type="module" src="/main.ts"></script>',
    'main.ts': main,
    'app.vue': component,
    'router.ts': `
      import { createRouter, createWebHistory } from 'vue-router';
      import App from './app.vue';
      export const router = createRouter({ history: createWebHistory(), routes: [{ path: '/', component: App }] });
    `,
    'vite.config.js': `import vue from '@vitejs/plugin-vue'; export default { plugins: [vue()] };`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        module: 'ESNext',
        moduleResolution: 'bundler',
        types: [],
      },
      vueCompilerOptions: { strictTemplates: true },
      files: ['main.ts'],
    }),
  })) {
    await writeFile(join(project, name), text);
  }
});

afterAll(() => rm(project, { recursive: true }));

/** Checks the app's types as `npm create vue` sets it up. */
const typeCheck = (): Promise<string> =>
  run(process.execPath, [join(modules, 'vue-tsc/bin/vue-tsc.js')], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );

test('holds modules with their types and nothing else', async () => {
  const built = files.filter((path) => path.startsWith('dist/'));
  expect(files.filter((path) => !built.includes(path)).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  expect(built.filter((path) => !/\.(js|d\.ts)$/.test(path) || /test/.test(path))).toEqual([]);
  const installed = join(project, 'node_modules/@passerby/sdk-vue');
  for (const path of built.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(installed, path), 'utf8');
    expect(code).not.toContain('SDK_VERSION');
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

test('has a quick start whose types check outside of the workspace, directives included', async () => {
  expect(await typeCheck()).toBe('');
});

test('has a quick start that Vite builds, with directives only where they are used', async () => {
  const build = async (): Promise<string> => {
    await run(process.execPath, [join(modules, 'vite/bin/vite.js'), 'build'], { cwd: project });
    const assets = join(project, 'dist/assets');
    const script = (await readdir(assets)).find((name) => name.endsWith('.js')) as string;
    return readFile(join(assets, script), 'utf8');
  };
  expect(await build()).toContain('IntersectionObserver');
  const component = await readFile(join(project, 'app.vue'), 'utf8');
  await writeFile(join(project, 'app.vue'), '<template><p>Shoes</p></template>');
  expect(await build()).not.toContain('IntersectionObserver');
  await writeFile(join(project, 'app.vue'), component);
});

test('has types that see a mistake, so that they are not any', async () => {
  for (const [file, right, wrong] of [
    ['app.vue', "plan: 'pro' });", "plan: 'gold' });"],
    ['app.vue', "{ place: 'home' }", '{ place: [] }'],
    ['main.ts', 'trackRouter(router)', 'trackRouter({})'],
  ] as const) {
    const source = await readFile(join(project, file), 'utf8');
    expect(source).toContain(right);
    await writeFile(join(project, file), source.replace(right, wrong));
  }
  const said = (await typeCheck()).split('\n').filter((line) => line.includes(': error '));
  expect(said).toEqual([
    expect.stringMatching(/^app.vue.*TS2769/),
    expect.stringMatching(/^app.vue.*TS2322/),
    expect.stringMatching(/^main.ts.*TS2345/),
  ]);
});

test('renders on a server, as a module of Node, without an effect', async () => {
  const code = `
    import { createSSRApp, h } from 'vue';
    import { renderToString } from 'vue/server-renderer';
    import { createPasserby, useTracker } from '@passerby/sdk-vue';
    const setup = () => { useTracker().trackEvent('a', {}, { url: 'https://shop.example/' }); return () => 'shoes'; };
    const app = createSSRApp({ setup }).use(createPasserby({ site: 'shop.example', endpoint: 'https://stats.example' }));
    console.log(await renderToString(app));
    console.log(process.getActiveResourcesInfo().includes('Timeout'));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: project });
  expect(stdout).toBe('shoes\nfalse\n');
});

test('has a module for Nuxt, with the plugin that it adds', async () => {
  const code = `
    import nuxtModule from '@passerby/sdk-vue/nuxt';
    const options = { build: { transpile: [] }, plugins: [], runtimeConfig: { public: {} } };
    nuxtModule(undefined, { options, hook() {} });
    const { default: plugin } = await import(options.plugins[0].src);
    console.log(plugin.name);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: project });
  expect(stdout).toBe('passerbyNuxtPlugin\n');
});
