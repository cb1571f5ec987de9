import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/**
 * Installs the dependencies where they are missing or older than the lock file, and builds what has changed: all, or a
 * package with what it needs.
 *
 * @param {string} [name] of the package
 */
export async function prepare(name) {
  if (!isInstalled()) {
    console.log(
      'Installing the dependencies; the first time takes a minute, ClickHouse alone is 150 MB to download.',
    );
    // Not `npm ci`: it refuses a lock file that lacks the builds for other systems, which no install here needs.
    await run('npm', ['install', '--no-save', '--loglevel=error']);
  }
  console.log('Building the packages.');
  const only = name ? [`--filter=${name}`] : [];
  await run('turbo', ['run', 'build', ...only, '--output-logs=errors-only', '--log-order=grouped']);
}

/** npm writes its own copy of the lock file last, so that a newer one means a complete install. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}
