import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The subject is what a user gets: the packed tarball, installed in an empty project outside this workspace.

const run = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;
const tsc = new URL('../../../node_modules/typescript/bin/tsc', import.meta.url).pathname;

/** Entry points of what is captured on demand, and what each exports. */
const captures = {
  links: 'trackLinks',
  downloads: 'trackDownloads',
  forms: 'trackForms',
  'web-vitals': 'trackWebVitals',
  errors: 'trackErrors',
};

/** Other entry points, and what each exports. */
const others = {
  views: 'onView',
  devtools: 'announceEvents,openDevtools',
  adapter: 'onPageShown,shareTracker,trackError',
  plan: 'definePlan,findViolations,withPlan',
};

let project: string;
let tarball: Buffer;
let files: string[];

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'passerby-sdk-core-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root });
  const [packed] = Object.values<{ filename: string; files: { path: string }[] }>(JSON.parse(stdout));
  if (!packed) throw new Error(`npm pack said: ${stdout}`);
  files = packed.files.map(({ path }) => path);
  tarball = await readFile(join(project, packed.filename));
  await writeFile(join(project, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--offline', `./${packed.filename}`], { cwd: project });
});

afterAll(() => rm(project, { recursive: true }));

/** Runs tsc as a strict user does, with the declarations of libraries checked. */
async function typeCheck(file: string, source: string): Promise<string> {
  await writeFile(join(project, file), source);
  const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--lib', 'ES2020,DOM'];
  const modules = ['--target', 'ES2020', '--module', 'NodeNext'];
  return run(process.execPath, [tsc, ...options, ...modules, file], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

const node = async (...args: string[]): Promise<string> =>
  (await run(process.execPath, args, { cwd: project })).stdout.trim();

test('holds the builds, the types and nothing else', () => {
  const modules = ['index', ...Object.keys({ ...captures, ...others })].flatMap((name) =>
    ['cjs', 'd.cts', 'd.ts', 'js'].map((kind) => `dist/${name}.${kind}`),
  );
  expect(files.filter((path) => path !== 'LICENSE').toSorted()).toEqual(
    [
      'README.md',
      ...modules,
      ...['sdk', 'sdk.debug', 'sdk.lite'].flatMap((name) =>
        ['', '.br', '.gz'].map((packed) => `dist/${name}.js${packed}`),
      ),
      'dist/index.development.js',
      'dist/index.development.cjs',
      'dist/plan.development.cjs',
      'dist/plan.development.js',
      'package.json',
    ].toSorted(),
  );
});

test('depends on nothing, and names no unpublished package', async () => {
  const installed = join(project, 'node_modules/@passerby/sdk-core');
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.peerDependenciesMeta).toEqual({ 'web-vitals': { optional: true } });
  for (const path of files.filter((name) => name.startsWith('dist/'))) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await readFile(join(installed, path), 'utf8')).not.toMatch(/@passerby\/wire|typebox|SDK_VERSION/);
  }
  expect(await readFile(join(installed, 'dist/sdk.js'), 'utf8')).toContain(`sdk-core/${manifest.version}`);
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

test('has no types that are wrong in any resolution mode', async () => {
  const subject = createPackageFromTarballData(new Uint8Array(tarball));
  // These are files to serve, not modules to import.
  const scripts = ['./sdk.js', './sdk.debug.js', './sdk.lite.js'];
  const result = await checkPackage(subject, { excludeEntrypoints: scripts });
  const problems = result.types && 'problems' in result ? result.problems : 'no types';
  // The `node10` mode, which TypeScript 6 gives up, knows no `exports` and finds only the main entry.
  const isOld = {
    kind: 'NoResolution',
    resolutionKind: 'node10',
    entrypoint: expect.stringMatching(/^\.\/./),
  };
  expect(problems).toEqual(Object.keys({ ...captures, ...others }).map(() => isOld));
});

describe('its types', () => {
  const source = `
    const tracker: Tracker = createTracker({ site: 'a', endpoint: 'https://stats.example' });
    tracker.trackEvent('signup', { plan: 'pro' });
    tracker.on('dropped', ({ reason, event }) => { const why: DropReason = reason; void [why, event?.url.length]; });
  `;
  const names = '{ createTracker, type DropReason, type Tracker }';

  test('check from an ESM project', async () => {
    expect(await typeCheck('esm.mts', `import ${names} from '@passerby/sdk-core';${source}`)).toBe('');
  });

  test('check from a CJS project', async () => {
    expect(await typeCheck('cjs.cts', `import ${names} from '@passerby/sdk-core';${source}`)).toBe('');
  });

  test.each([
    ['esm', 'mts'],
    ['cjs', 'cts'],
  ])('of what is captured on demand check from an %s project', async (_, extension) => {
    const lines = Object.entries(captures).map(
      ([name, track]) =>
        `import { ${track} } from '@passerby/sdk-core/${name}'; const undo${track}: () => void = ${track}(tracker);`,
    );
    const start = `import { createTracker } from '@passerby/sdk-core';
      const tracker = createTracker({ site: 'a', endpoint: 'https://stats.example' });`;
    expect(await typeCheck(`captures.${extension}`, start + lines.join('\n'))).toBe('');
  });

  test.each(['mts', 'cts'])('of what adapters share check in a .%s file', async (extension) => {
    const sharing = `
      import { createTracker, type Tracker } from '@passerby/sdk-core';
      import { onPageShown, shareTracker, trackError } from '@passerby/sdk-core/adapter';
      import { onView } from '@passerby/sdk-core/views';
      interface Events { signup: { plan: string } }
      const shared = shareTracker<Events>(createTracker, { site: 'a', endpoint: 'https://stats.example' });
      const tracker: Tracker<Events> = shared;
      const undo: (() => void)[] = [shared.start(), onPageShown(tracker.trackPageView), onView(document.body, () => {})];
      trackError({ trackEvent() {} }, 'thrown');
    `;
    expect(await typeCheck(`adapter.${extension}`, sharing)).toBe('');
  });

  test('see a mistake, so that they are not any', async () => {
    const wrong = `import { createTracker } from '@passerby/sdk-core'; createTracker({ site: 1 });`;
    expect(await typeCheck('wrong.mts', wrong)).toContain('wrong.mts(1,');
  });
});

describe('importing it', () => {
  // Any global that a module makes or changes would show, and a timer or listener would keep node from its end.
  const withoutEffect = (load: string): string => `
    const before = Object.getOwnPropertyNames(globalThis).join();
    ${load}
    const changed = before !== Object.getOwnPropertyNames(globalThis).join();
    console.log(Object.keys(sdk).join(), changed, process.getActiveResourcesInfo().includes('Timeout'));
  `;

  const entries = [
    ['', 'createTracker'],
    ...Object.entries({ ...captures, ...others }).map(([name, track]) => [`/${name}`, track] as const),
  ] as const;

  test.each(entries)('sdk-core%s from ESM has no effect', async (path, exported) => {
    const code = withoutEffect(`const sdk = await import('@passerby/sdk-core${path}');`);
    expect(await node('--input-type=module', '--eval', code)).toBe(`${exported} false false`);
  });

  test.each(entries)('sdk-core%s from CJS has no effect', async (path, exported) => {
    const code = withoutEffect(`const sdk = require('@passerby/sdk-core${path}');`);
    expect(await node('--input-type=commonjs', '--eval', code)).toBe(`${exported} false false`);
  });
});

test.each(['development', 'production'])(
  'counts what an app tells it, from ESM and CJS, in %s',
  async (condition) => {
    const count = (load: string): string => `
    globalThis.fetch = async (url, { body }) => {
      const { site, events } = JSON.parse(body);
      console.log(url, site, events.map(({ type, name, props }) => [type, name, props?.plan].join(' ')).join());
      return Response.json({ rejected: [] }, { status: 202 });
    };
    (async () => {
      const { createTracker } = ${load};
      const tracker = createTracker({ site: 'shop.example', endpoint: 'https://stats.example' });
      tracker.trackPageView({ url: 'https://shop.example/' });
      tracker.trackEvent('signup', { plan: 'pro' });
      await tracker.flush();
      tracker.close();
    })();`;
    for (const [type, load] of [
      ['module', "await import('@passerby/sdk-core')"],
      ['commonjs', "require('@passerby/sdk-core')"],
    ] as const) {
      const args = [`--conditions=${condition}`, `--input-type=${type}`, '--eval', count(load)];
      // oxlint-disable-next-line no-await-in-loop
      expect(await node(...args)).toBe(
        'https://stats.example/api/v1/events shop.example pageview  ,event signup pro',
      );
    }
  },
);

test.each(Object.entries(captures))('%s does nothing on a server, and has an undo', async (name, track) => {
  const code = `
    const { ${track} } = require('@passerby/sdk-core/${name}');
    const undo = ${track}({ trackEvent: () => console.log('tracked') });
    undo();
    console.log('done');
  `;
  expect(await node('--input-type=commonjs', '--eval', code)).toBe('done');
});

/** Runs a script as the browser does for a tag with these attributes. */
async function runTag(
  name: string,
  dataset: Record<string, string>,
): Promise<{ bodies: string[]; page: Record<string, unknown> }> {
  const path = await node('--print', `require.resolve('@passerby/sdk-core/${name}')`);
  const bodies: string[] = [];
  const currentScript = { src: `https://stats.example/${name}`, dataset };
  const page: Record<string, unknown> = {
    document: { URL: 'https://shop.example/', referrer: '', title: 'Shop', currentScript },
    crypto,
    URL,
    TextEncoder,
    Uint8Array,
    AbortController,
    AbortSignal,
    setTimeout,
    clearTimeout,
    fetch: async (_: string, { body }: { body: string }) => {
      bodies.push(body);
      return Response.json({ rejected: [] }, { status: 202 });
    },
  };
  page['window'] = page;
  vm.createContext(page, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(await readFile(path, 'utf8'), page);
  return { bodies, page };
}

test.each(['sdk.js', 'sdk.lite.js', 'sdk.debug.js'])(
  'has %s, which starts by itself, without code from strings or from elsewhere (posthog-js#1882)',
  async (name) => {
    const { bodies, page } = await runTag(name, { site: 'shop.example' });
    await expect.poll(() => bodies).toHaveLength(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      site: 'shop.example',
      events: [{ type: 'pageview', seq: 1 }],
    });
    expect(Object.keys(page)).toContain('passerby');
  },
);

describe('in development', () => {
  const start = `
    const { createTracker } = require('@passerby/sdk-core');
    const { console } = globalThis;
    console.debug = (...words) => console.log(words.join(' '));
    const tracker = createTracker({ site: 'a', endpoint: 'https://stats.example', debug: true });
    tracker.trackEvent('a', { cart: {} }, { url: 'https://shop.example/' });
    tracker.close();
    try { createTracker({ site: 'a', endpoint: 'https://stats.example', flushAfterMs: '5' }).close(); console.log('taken'); }
    catch (error) { console.log(error.message); }
  `;

  test('explains itself and checks its options', async () => {
    const said = await node('--conditions=development', '--input-type=commonjs', '--eval', start);
    expect(said).toContain('passerby: left out the property cart');
    expect(said).toContain('passerby: flushAfterMs must be a whole number, 0 to 3600000');
  });

  test('checks what a tag says to sdk.debug.js, but for the attributes of others', async () => {
    const { page } = await runTag('sdk.debug.js', { site: 'shop.example', cookieconsent: 'ignore' });
    expect(Object.keys(page)).toContain('passerby');
    await expect(runTag('sdk.debug.js', { site: 'shop.example', flushAfterMs: '-1' })).rejects.toThrow(
      'passerby: flushAfterMs must be a whole number, 0 to 3600000',
    );
  });

  test('alone: the production build has none of these words', async () => {
    expect(await node('--input-type=commonjs', '--eval', start)).toBe('taken');
    for (const name of ['index.js', 'index.cjs', 'sdk.js', 'sdk.lite.js']) {
      // oxlint-disable-next-line no-await-in-loop
      const code = await readFile(join(project, 'node_modules/@passerby/sdk-core/dist', name), 'utf8');
      expect(code).not.toMatch(/left out|whole number|DEVELOPMENT/);
    }
  });
});
