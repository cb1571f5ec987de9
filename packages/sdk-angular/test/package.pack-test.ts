import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
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
  project = await mkdtemp(join(tmpdir(), 'passerby-sdk-angular-'));
  const [ofCore, ofAngular] = [await pack(core), await pack(root)];
  files = ofAngular.files.map(({ path }) => path);
  tarball = await readFile(join(project, ofAngular.filename));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  // The framework comes from the workspace, as there is no registry to ask; ours come from the tarballs.
  const install = [
    'install',
    '--offline',
    '--legacy-peer-deps',
    `./${ofCore.filename}`,
    `./${ofAngular.filename}`,
  ];
  await run('npm', install, { cwd: project });
  await mkdir(join(project, 'node_modules/@angular'));
  for (const name of [
    ...(await readdir(join(modules, '@angular'))).map((part) => `@angular/${part}`),
    '@angular-devkit',
    '@schematics',
    'rxjs',
    'typescript',
    'tslib',
  ])
    await symlink(join(modules, name), join(project, 'node_modules', name));
});

afterAll(() => rm(project, { recursive: true }));

/** Compiles an app, templates included, as strictly as `ng new` sets it. Answers what the compiler has to say. */
async function compile(name: string, source: string): Promise<string> {
  await writeFile(join(project, `${name}.ts`), source);
  const config = {
    compilerOptions: {
      strict: true,
      skipLibCheck: true,
      noEmitOnError: true,
      experimentalDecorators: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      module: 'preserve',
      types: [],
      outDir: 'compiled',
      rootDir: '.',
    },
    angularCompilerOptions: { strictTemplates: true, strictInjectionParameters: true },
    files: [`${name}.ts`],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));
  const ngc = join(modules, '@angular/compiler-cli/bundles/src/bin/ngc.js');
  return run(process.execPath, [ngc, '-p', 'tsconfig.json'], { cwd: project }).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stripVTControlCharacters(stdout + stderr),
  );
}

test('holds modules with their types and nothing else', async () => {
  const built = files.filter((path) => path.startsWith('dist/'));
  expect(files.filter((path) => !built.includes(path)).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  expect(
    built.filter((path) => !/\.(js|d\.ts)$|schematics\/.*\.json$/.test(path) || /test/.test(path)),
  ).toEqual([]);
  for (const path of built.filter((name) => name.endsWith('.js'))) {
    expect(await readFile(join(project, 'node_modules/@passerby/sdk-angular', path), 'utf8')).not.toContain(
      'SDK_VERSION',
    );
  }
});

test('is compiled partially, so that each app’s own Angular finishes it', async () => {
  const directive = join(project, 'node_modules/@passerby/sdk-angular/dist/passerby-track.js');
  expect(await readFile(directive, 'utf8')).toMatch(/ɵɵngDeclareDirective\(\{ minVersion: "1\d\./);
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
  import { Component } from '@angular/core';
  import { bootstrapApplication } from '@angular/platform-browser';
  import { provideRouter } from '@angular/router';
  import { PasserbyTrack, PasserbyTrackView, TRACKER, injectTracker, provideTracker, withErrorTracking,
    withRouterPageViews, type Tracker, type TrackerOptions } from '@passerby/sdk-angular';
  interface Events { signup: { plan: 'free' | 'pro' } }
  const options: TrackerOptions = { site: 'shop.example', endpoint: 'https://stats.example' };
  @Component({
    selector: 'app-root',
    imports: [PasserbyTrack, PasserbyTrackView],
    template: '<button passerbyTrack="a" [passerbyTrackProps]="{ step: 1 }" passerbyTrackView="b">Go</button>',
  })
  class App {
    readonly tracker: Tracker<Events> = injectTracker<Events>();
    signUp() { this.tracker.trackEvent('signup', { plan: 'pro' }); }
  }
  export const fake = { provide: TRACKER, useValue: { trackEvent() {} } };
  void bootstrapApplication(App, {
    providers: [provideRouter([]), provideTracker(options, withRouterPageViews({ by: 'query' }), withErrorTracking())],
  });
`;

test('has types that check outside of the workspace, in templates too', async () => {
  expect(await compile('app', app)).toBe('');
});

const ng = (...args: string[]): Promise<{ stderr: string }> =>
  run(process.execPath, [join(modules, '@angular/cli/bin/ng.js'), ...args], { cwd: project });

test('is added to an app by its schematic, and built into it by `ng build`, which finishes what was compiled partially', async () => {
  const build = {
    builder: '@angular/build:application',
    options: { browser: 'main.ts', index: 'index.html', tsConfig: 'tsconfig.json', outputPath: 'built' },
  };
  const angular = {
    version: 1,
    cli: { analytics: false, cache: { enabled: false } },
    projects: { app: { projectType: 'application', root: '', architect: { build } } },
  };
  await writeFile(join(project, 'angular.json'), JSON.stringify(angular));
  await writeFile(join(project, 'index.html'), '<!doctype html><app-root></app-root>');
  const provided = /, provideTracker\(.*\)(?=\])/;
  expect(await compile('main', app.replace(provided, ''))).toBe('');
  const given = ['--site', 'shop.example', '--endpoint', 'https://stats.example'];
  await ng('generate', '@passerby/sdk-angular:ng-add', ...given);
  expect(await readFile(join(project, 'main.ts'), 'utf8')).toContain(
    "provideTracker({ site: 'shop.example', endpoint: 'https://stats.example' }, withRouterPageViews())",
  );
  const { stderr } = await ng('build');
  expect(stderr).toBe('');
  const bundle = await readFile(join(project, 'built/browser/main.js'), 'utf8');
  expect(bundle).toContain('sdk-angular/');
  expect(bundle).toContain('passerbyTrackViewProps');
  expect(bundle).not.toContain('ngDeclareDirective');
}, 300_000);

test('has types that see a mistake, so that they are not any', async () => {
  expect(await compile('wrong', app.replace("plan: 'pro' }", "plan: 'gold' }"))).toContain('wrong.ts:');
  expect(await compile('template', app.replace('{ step: 1 }', '{ step: [1] }'))).toContain('template.ts:');
});

test('has a quick start that compiles', async () => {
  const [, example = ''] = /```ts\n(.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  expect(example).toContain('provideTracker');
  expect(await compile('readme', example)).toBe('');
});
