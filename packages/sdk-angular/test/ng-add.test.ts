// @vitest-environment node
import { fileURLToPath } from 'node:url';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing';
import { beforeAll, expect, test } from 'vitest';

const collection = fileURLToPath(new URL('../dist/schematics/collection.json', import.meta.url));
const options = { site: 'shop.example', endpoint: 'https://stats.example' };
let runner: SchematicTestRunner;

/** A workspace with applications as `ng new` makes them. */
async function workspaceOf(applications: Record<string, { standalone?: boolean }>): Promise<UnitTestTree> {
  const of = (name: string, given: object, tree?: UnitTestTree): Promise<UnitTestTree> =>
    runner.runExternalSchematic('@schematics/angular', name, given, tree);
  let tree = await of('workspace', { name: 'shops', version: '22.0.0' });
  for (const [name, given] of Object.entries(applications))
    // oxlint-disable-next-line no-await-in-loop -- each is added to the tree of the one before
    tree = await of('application', { name, projectRoot: name, skipInstall: true, ...given }, tree);
  return tree;
}

const add = (tree: UnitTestTree, given: object = {}): Promise<UnitTestTree> =>
  runner.runSchematic('ng-add', { ...options, ...given }, tree);

beforeAll(() => {
  runner = new SchematicTestRunner('passerby', collection);
});

const provider =
  "provideTracker({ site: 'shop.example', endpoint: 'https://stats.example' }, withRouterPageViews())";
const imported = /import \{ provideTracker, withRouterPageViews \} from ['"]@passerby\/sdk-angular['"];/;

test('ng add provides tracker and page views in the configuration of the only application', async () => {
  const code = (await add(await workspaceOf({ shop: {} }))).readText('/shop/src/app/app.config.ts');
  expect(code).toMatch(imported);
  expect(code).toContain(provider);
});

test('ng add provides them in the root module of an application that has one', async () => {
  const tree = await add(await workspaceOf({ shop: { standalone: false } }));
  const code = tree.readText('/shop/src/app/app-module.ts');
  expect(code).toMatch(imported);
  expect(code).toContain(provider);
});

test('ng add provides them in the application that is named, and in no other', async () => {
  const tree = await add(await workspaceOf({ shop: {}, blog: {} }), { project: 'blog' });
  expect(tree.readText('/blog/src/app/app.config.ts')).toContain(provider);
  expect(tree.readText('/shop/src/app/app.config.ts')).not.toContain('passerby');
});

test('ng add writes any site as the text that it is', async () => {
  const site = String.raw`it's "\n" ${'${x}'}`;
  const tree = await add(await workspaceOf({ shop: {} }), { site });
  const [, text = ''] = /site: ('.*'), endpoint/.exec(tree.readText('/shop/src/app/app.config.ts')) ?? [];
  // oxlint-disable-next-line no-eval -- read as the compiler reads it
  expect((0, eval)(text)).toBe(site);
});

test.each([
  [{}, 'say which application: --project shop | blog'],
  [{ project: 'shops' }, 'there is no application shops: --project shop | blog'],
])('ng add says what to choose where %j does not tell the application', async (given, message) => {
  await expect(add(await workspaceOf({ shop: {}, blog: {} }), given)).rejects.toThrow(`passerby: ${message}`);
});

test.each([{ site: '' }, { endpoint: 'stats.example' }, { sites: 'x' }])(
  'ng add refuses %j',
  async (given) => {
    await expect(add(await workspaceOf({ shop: {} }), given)).rejects.toThrow(
      /Schematic input does not validate/,
    );
  },
);
