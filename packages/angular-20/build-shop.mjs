// Builds the shop of examples/angular with the oldest Angular: a copy of it in `dist`, from where Node finds the
// packages of this workspace, as it would in an app of its own.

import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = fileURLToPath(new URL('dist/', import.meta.url));
const modules = `${dist}node_modules/@passerby/`;

rmSync(dist, { recursive: true, force: true });
for (const path of [
  'tsconfig.base.json',
  'examples/angular/angular.json',
  'examples/angular/tsconfig.json',
  'examples/angular/src',
  'examples/shop',
]) {
  cpSync(root + path, dist + path, { recursive: true });
}
// Copies, as an app gets them: a link would lead out of here, to the newest Angular.
for (const name of ['sdk-core', 'sdk-angular']) {
  for (const path of ['package.json', 'dist']) {
    cpSync(`${root}packages/${name}/${path}`, `${modules}${name}/${path}`, { recursive: true });
  }
}
symlinkSync(`${dist}examples/shop`, `${modules}example-shop`);
const { status } = spawnSync('architect', ['shop:build'], {
  cwd: `${dist}examples/angular`,
  stdio: 'inherit',
});
process.exit(status ?? 1);
