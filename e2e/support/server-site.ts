import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DemoSite } from './demo-site.ts';

const toPath = (path: string): string => fileURLToPath(new URL(`../../${path}/`, import.meta.url));

/** Where an example is that renders on a server of its own. */
const folders = {
  angular: toPath('examples/angular'),
  next: toPath('examples/next'),
  nuxt: toPath('examples/nuxt'),
};
/** Where it is built on the oldest framework that its adapter takes. */
const oldestFolders: Partial<typeof folders> = {
  angular: toPath('packages/angular-20/dist/examples/angular'),
};

/** How it is run there, on the port of the environment. */
const programs = {
  angular: ['dist/server/server.mjs'],
  next: [createRequire(folders.next).resolve('next/dist/bin/next'), 'start', '--hostname', '127.0.0.1'],
  nuxt: ['dist/server/index.mjs'],
};

export type ServerExample = keyof typeof programs;

export const hasServer = (example: string): example is ServerExample => example in programs;

/** Runs such an example, which `npm run build` has built. */
export async function startServerSite(options: {
  example: ServerExample;
  isOldest?: boolean;
  collectorUrl: string;
  site: string;
}): Promise<DemoSite> {
  const { example, isOldest, collectorUrl, site } = options;
  const cwd = (isOldest && oldestFolders[example]) || folders[example];
  const child = spawn(process.execPath, programs[example], {
    cwd,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      PASSERBY_URL: collectorUrl,
      PASSERBY_SITE: site,
      NUXT_PUBLIC_PASSERBY_ENDPOINT: collectorUrl,
      NUXT_PUBLIC_PASSERBY_SITE: site,
    },
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
  throw new Error(`the server in ${cwd} has ended before it had an address; npm run build builds it`);
}
