import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** A project outside this workspace that has our packages from their tarballs. */
export interface Outside {
  /** Of the project. */
  directory: string;
  /** Packed bytes of `@passerby/testing`. */
  tarball: Buffer;
  /** Paths of files in it. */
  files: string[];
  remove(): Promise<void>;
}

/** Packs what a user installs, and unpacks it where nothing of the workspace is found but third-party packages. */
export async function installOutside(): Promise<Outside> {
  const parent = await mkdtemp(join(tmpdir(), 'passerby-testing-'));
  const directory = join(parent, 'project');
  // There is no registry to ask. Ours are found first, as they are nearer.
  await symlink(modules, join(parent, 'node_modules'));
  let packed = { filename: '', files: [] as string[] };
  for (const name of ['sdk-core', 'testing']) {
    const home = join(directory, 'node_modules/@passerby', name);
    await mkdir(home, { recursive: true });
    packed = await pack(join(packages, name), parent);
    await run('tar', ['-xf', join(parent, packed.filename), '-C', home, '--strip-components', '1']);
  }
  return {
    directory,
    tarball: await readFile(join(parent, packed.filename)),
    files: packed.files,
    remove: () => rm(parent, { recursive: true }),
  };
}

async function pack(cwd: string, to: string): Promise<{ filename: string; files: string[] }> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', to], { cwd });
  const [packed] = Object.values<{ filename: string; files: { path: string }[] }>(JSON.parse(stdout));
  if (!packed) throw new Error(`npm pack said: ${stdout}`);
  return { filename: packed.filename, files: packed.files.map(({ path }) => path) };
}
