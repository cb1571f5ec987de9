import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { installOutside } from '../../packages/testing/test/install-outside.ts';
import { freePort } from '../engines/free-port.ts';

const run = promisify(execFile);
/** Issue of the test kit: how long a collector of a test may take to be there. */
const goalMs = 300;
const starts = 5;

/** Starts one collector after another in a process of its own, its modules loaded, and tells how long each took. */
const code = `
  import { startTestCollector } from '@passerby/testing/collector';
  const start = async () => {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    const collector = await startTestCollector();
    await fetch(collector.url + '/api/v1/events', { method: 'POST' });
    const { user, system } = process.cpuUsage(cpu);
    const took = { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
    await collector.stop();
    return took;
  };
  console.log(JSON.stringify([await start(), await start()]));
`;

type Took = Record<'wallMs' | 'cpuMs', number>;

/** `npm run bench -- kit`: how soon a test has its collector; `--parallel`: whether many tests at once stay apart. */
export async function benchKit(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      parallel: { type: 'boolean' },
      times: { type: 'string', default: '10' },
      workers: { type: 'string', default: '4' },
    },
  });
  const outside = await installOutside();
  try {
    if (values.parallel) await runMany(outside.directory, Number(values.times), values.workers);
    else await timeStarts(outside.directory);
  } finally {
    await outside.remove();
  }
}

async function timeStarts(cwd: string): Promise<void> {
  const first: Took[] = [];
  const next: Took[] = [];
  for (let round = 0; round < starts; round++) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd });
    const [one, other] = JSON.parse(stdout) as [Took, Took];
    first.push(one);
    next.push(other);
  }
  const goal = `< ${goalMs} ms`;
  console.table({
    'first collector of a process, until it answers': { ...median(first), goal },
    'each after it': { ...median(next), goal },
  });
  if (Math.min(...first.map(({ wallMs }) => wallMs)) < goalMs) return;
  console.error('the goal is missed: see the table');
  process.exitCode = 1;
}

function median(times: Took[]): Record<string, string> {
  const middle = (key: keyof Took): string => {
    const sorted = times.map((time) => time[key]).toSorted((one, other) => one - other);
    return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms`;
  };
  return { 'on the clock, median': middle('wallMs'), 'of the processor': middle('cpuMs') };
}

/** 200 tests of Playwright at once, so many times. */
async function runMany(cwd: string, times: number, workers: string): Promise<void> {
  await cp(fileURLToPath(new URL('../../packages/testing/test/app/', import.meta.url)), cwd, {
    recursive: true,
  });
  const playwright = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
  const env = { ...process.env, APP_PORT: String(await freePort()) };
  for (let round = 1; round <= times; round++) {
    const start = performance.now();
    const options = ['--workers', workers, '--reporter', 'dot', '--max-failures', '1'];
    const { stdout, code: status } = await run(
      process.execPath,
      [playwright, 'test', 'many.spec.ts', ...options],
      {
        cwd,
        env,
      },
    ).then(
      (ran) => ({ ...ran, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    const took = `${((performance.now() - start) / 1000).toFixed(0)} s`;
    if (status !== 0) {
      console.error(`run ${round} failed after ${took}:\n${stdout}`);
      process.exitCode = 1;
      return;
    }
    console.log(`run ${round}: ${/(\d+) passed/.exec(stdout)?.[1]} passed in ${took}`);
  }
}
