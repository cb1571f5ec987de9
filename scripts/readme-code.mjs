import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root } from './run.mjs';

// `node scripts/readme-code.mjs`: checks the types of the code in the README files and guides (fences of ts, tsx and vue) against the
// built packages, as a strict user of a bundler does. What a reader has beside it, such as './router', may be missing.

const directory = join(root, '.reports', 'readme-code');
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });

const documents = ['README.md', 'packages/*/README.md', 'examples/*/README.md', 'docs/guide/*.md'];

/** Name of each extracted file, and the README that it is of. */
const sources = new Map();
for (const readme of globSync(documents, { cwd: root })) {
  const text = readFileSync(join(root, readme), 'utf8');
  for (const language of ['ts', 'tsx', 'vue']) {
    const modules = [];
    for (const { 1: piece, index } of text.matchAll(
      new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'),
    )) {
      // It may use the names of those before it, unless it imports one of them anew.
      const before = modules.at(-1) ?? '';
      const known = new Set([...importedBy(before), ...exportedBy(before)]);
      const code = importedBy(piece).some((name) => known.has(name)) ? '' : (modules.pop() ?? '');
      // On the line that it has in the README.
      const lines = text.slice(0, index).split('\n').length - code.split('\n').length + 1;
      modules.push(code + '\n'.repeat(lines) + piece);
    }
    for (const [at, code] of modules.entries()) {
      const name = `${readme.replace(/\W/g, '-')}-${at}.${language}`;
      // A module, so that the names of others are not seen.
      writeFileSync(join(directory, name), language === 'vue' ? code : `${code}export {};\n`);
      sources.set(name, readme);
    }
  }
}
const compilerOptions = {
  strict: true,
  noEmit: true,
  target: 'ES2022',
  lib: ['ES2022', 'DOM'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  jsx: 'react-jsx',
  types: ['node'],
  skipLibCheck: true,
};
const vueCompilerOptions = { strictTemplates: true };
const files = [...sources.keys()];
writeFileSync(
  join(directory, 'tsconfig.json'),
  JSON.stringify({ compilerOptions, vueCompilerOptions, files }),
);

const wrong = check()
  .split('\n')
  .filter((line) => line.includes('error TS') && !/TS2307: Cannot find module '\.\.?\//.test(line))
  .map((line) =>
    line.replace(/^.*?([\w-]+\.(?:tsx?|vue))\((\d+),/, (_, name, at) => `${sources.get(name)}(${at},`),
  );
if (sources.size === 0) wrong.push('no README has code to check');
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`The code of ${new Set(sources.values()).size} README files and guides compiles.`);

/** Names that code imports. */
function importedBy(code) {
  return [...code.matchAll(/^import \{(.+?)\}/gms)].flatMap(([, names]) => names.trim().split(/\s*,\s*/));
}

/** Constants that code exports. */
function exportedBy(code) {
  return [...code.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
}

/** What vue-tsc says. */
function check() {
  try {
    return execFileSync('vue-tsc', ['--project', directory], {
      cwd: root,
      env: environment,
      encoding: 'utf8',
    });
  } catch (error) {
    if (error.stdout) return error.stdout;
    throw error;
  }
}
