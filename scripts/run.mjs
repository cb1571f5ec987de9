import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// These scripts start on whatever Node a fresh machine has (20 or later); what they run uses the pinned Node 24,
// because node_modules/.bin comes first on the path.

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Environment of everything that the scripts run. */
export const environment = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
};

/** Runs a command in the foreground; rejects when it fails. */
export function run(command, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit', env: { ...environment, ...env } });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Runs a script's steps; a failure is one line and exit code 1, because the step has already said why. */
export async function main(steps) {
  try {
    await steps();
  } catch (error) {
    console.error(`\npasserby: ${error.message}`);
    process.exit(1);
  }
}
