import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepare } from './prepare.mjs';
import { environment, main, root, run } from './run.mjs';

// `npm start`: collector with embedded ClickHouse and dashboard, and a demo site, until Ctrl-C.

const port = process.env.PASSERBY_PORT ?? '8420';
const demoPort = process.env.PASSERBY_DEMO_PORT ?? '8421';
const collectorUrl = `http://localhost:${port}`;
const demoUrl = `http://localhost:${demoPort}`;
const demoSite = 'demo.localhost';
const passerby = join(root, 'packages/collector/dist/passerby.js');
const demo = { cwd: join(root, 'examples/vanilla') };
const settings = {
  PASSERBY_PORT: port,
  PASSERBY_DATA_DIR: process.env.PASSERBY_DATA_DIR ?? join(root, 'passerby-data'),
  VITE_PASSERBY_URL: collectorUrl,
  VITE_PASSERBY_SITE: demoSite,
};

await main(async () => {
  await prepare('@passerby/collector');
  await run('vite', ['build', '--logLevel', 'warn'], { ...demo, env: settings });
  await addDemoSite();

  const children = [
    spawnChild('node', [passerby, 'serve']),
    spawnChild(
      'vite',
      ['preview', '--host', '127.0.0.1', '--port', demoPort, '--strictPort', '--logLevel', 'warn'],
      demo,
    ),
  ];
  const exits = children.map((child) => once(child, 'exit'));
  // Ctrl-C reaches the children by itself; a signal to this process alone is passed on.
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      stopping = true;
      for (const child of children) child.kill('SIGTERM');
    });
  }
  const ended = Promise.race(exits);
  if (await Promise.race([whenReady(), ended.then(() => false)])) printWelcome();
  await ended;
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(exits);
  if (!stopping) throw new Error('a part of it ended; the lines above say why');
});

function spawnChild(command, args, { cwd = root } = {}) {
  return spawn(command, args, { cwd, stdio: 'inherit', env: { ...environment, ...settings } });
}

async function addDemoSite() {
  const sites = await runQuietly(['site', 'list']);
  if (sites.split('\n').some((line) => line.startsWith(`${demoSite}\t`))) return;
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await runQuietly(['site', 'add', demoSite, '--origin', demoUrl, '--timezone', timezone]);
}

/** Answers what a command of passerby printed. */
async function runQuietly(args) {
  const child = spawn('node', [passerby, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...environment, ...settings },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`"passerby ${args.join(' ')}" failed; the line above says why`);
  return output;
}

/** Answers true once the collector takes events. */
async function whenReady() {
  for (;;) {
    const response = await fetch(`${collectorUrl}/readyz`).catch(() => undefined); // refused: not listening yet
    if (response?.ok) return true;
    await sleep(100);
  }
}

function printWelcome() {
  const now = Date.now();
  const event = { id: randomUUID(), type: 'event', name: 'hello', time: now, url: `https://${demoSite}/` };
  const batch = { site: demoSite, sentAt: now, events: [event] };
  console.log(`
  Demo site   ${demoUrl}
  Dashboard   ${collectorUrl}
  Collector   ${collectorUrl}/api/v1/events   (all of its API: ${collectorUrl}/openapi.json)

  Click around the demo and watch the dashboard, or send an event by hand
  (a second time the same id is counted as a duplicate, not as an event):

  curl ${collectorUrl}/api/v1/events -H 'content-type: application/json' -d '${JSON.stringify(batch)}'

  Ctrl-C stops it all; the data stays in ${settings.PASSERBY_DATA_DIR}.
`);
}
