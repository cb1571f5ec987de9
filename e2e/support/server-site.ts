import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DemoSite } from './demo-site.ts';

const folderOf = (example: string): string =>
  fileURLToPath(new URL(`../../examples/${example}/`, import.meta.url));

/** How an example that renders on a server of its own is run in its folder, on the port of the environment. */
const programs = {
  angular: ['dist/server/server.mjs'],
  next: [createRequire(folderOf('next')).resolve('next/dist/bin/next'), 'start', '--hostname', '127.0.0.1'],
};

export type ServerExample = keyof typeof programs;

export const hasServer = (example: string): example is ServerExample => example in programs;

/** Runs such an example, which `npm run build` has built. */
export async function startServerSite(options: {
  example: ServerExample;
  collectorUrl: string;
  site: string;
}): Promise<DemoSite> {
  const { example, collectorUrl, site } = options;
  const child = spawn(process.execPath, programs[example], {
    cwd: folderOf(example),
    env: { ...process.env, PORT: '0', PASSERBY_URL: collectorUrl, PASSERBY_SITE: site },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+/.exec(line) ?? [];
    if (!url) continue;
    return {
      url,
      async stop() {
        child.kill();
        await exited;
      },
    };
  }
  throw new Error(
    `the server of examples/${example} has ended before it had an address; npm run build builds it`,
  );
}
