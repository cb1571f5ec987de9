import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ClickHouseHttpOptions {
  dataDir: string;
  /** Default 0: a free one. */
  port?: number;
  /** With these, only this user is let in; without, anybody. */
  user?: string;
  password?: string;
}

/** A ClickHouse server of its own process. */
export interface ClickHouseHttp {
  url: string;
  port: number;
  pid: number;
  /** Lets requests in progress finish, then ends the process; rejects where that was not clean. */
  stop(): Promise<void>;
  /** `kill -9`, in the middle of whatever it does. */
  kill(): Promise<void>;
}

/** Longest wait for the first ping, in ms; a start takes 0.5 s on an idle machine. */
const startTimeoutMs = 30_000;
/** Requests run on libuv's threads, four by default; with more, slow queries don't hold up an insert. */
const engineThreads = 16;

/** Starts a server and resolves when it answers; rejects with what it wrote to stderr. */
export async function startClickHouseHttp(options: ClickHouseHttpOptions): Promise<ClickHouseHttp> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('main.ts', import.meta.url)), ...toArgs(options)],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, UV_THREADPOOL_SIZE: String(engineThreads) },
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });

  const url = await whenListening(child, exited).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await exited;
    throw new Error(`ClickHouse over HTTP did not start: ${String(error)}\n${stderr}`, { cause: error });
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? -1,
    async stop() {
      child.kill('SIGTERM');
      const reason = await exited;
      if (reason !== 0) throw new Error(`ClickHouse over HTTP ended with ${reason}\n${stderr}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function toArgs({ dataDir, port = 0, user, password }: ClickHouseHttpOptions): string[] {
  return [
    '--data-dir',
    dataDir,
    '--port',
    String(port),
    '--exit-with-parent',
    ...(user === undefined ? [] : ['--user', user]),
    ...(password === undefined ? [] : ['--password', password]),
  ];
}

async function whenListening(child: ChildProcess, exited: Promise<unknown>): Promise<string> {
  const url = await Promise.race([
    whenAnnounced(child),
    exited.then(() => {
      throw new Error('the process ended');
    }),
  ]);
  const pong = await fetch(`${url}/ping`);
  if ((await pong.text()) !== 'Ok.\n') throw new Error(`/ping answered ${pong.status}`);
  return url;
}

function whenAnnounced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`nothing after ${startTimeoutMs} ms`));
    }, startTimeoutMs);
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const url = /^clickhouse-http: (http:\S+)/m.exec(stdout)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
