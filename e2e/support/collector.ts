import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../packages/collector/dist/passerby.js', import.meta.url));
const startDeadlineMs = 60_000;

/** A built collector in a process of its own. */
export interface Collector {
  url: string;
  pid: number;
  /** SIGTERM, and waits for the exit; rejects when the code is not 0. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the exit. */
  kill(): Promise<void>;
}

/** Runs `passerby serve` and resolves when it listens. Its other settings come as environment variables. */
export async function startCollector(options: {
  dataDir: string;
  port?: number;
  env?: Record<string, string>;
}): Promise<Collector> {
  const child = spawn(process.execPath, [program, 'serve'], {
    env: {
      ...process.env,
      PASSERBY_DATA_DIR: options.dataDir,
      PASSERBY_PORT: String(options.port ?? 0),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await whenListening(child);
  const exited = once(child, 'exit');
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      if (code !== 0) throw new Error(`the collector ended with exit code ${code}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function whenListening(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the collector ${why}:\n${output}`));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      fail('does not listen');
    }, startDeadlineMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /listening on (\S+)/.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(deadline);
      resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (process.env['PASSERBY_SHOW_LOG']) process.stderr.write(chunk);
    });
    child.once('exit', (code) => {
      clearTimeout(deadline);
      fail(`ended with exit code ${code}`);
    });
  });
}

/** Runs another command of `passerby` and answers what it printed; rejects with its error output. */
export async function runPasserby(args: string[], dataDir: string): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, PASSERBY_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`passerby ${args.join(' ')} ended with exit code ${code}: ${stderr}`);
  return stdout;
}
