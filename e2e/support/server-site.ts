import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DemoSite } from './demo-site.ts';

/** Runs an example that renders on a server of its own, which `npm run build` has built. */
export async function startServerSite(options: {
  example: string;
  collectorUrl: string;
  site: string;
}): Promise<DemoSite> {
  const { example, collectorUrl, site } = options;
  const program = fileURLToPath(new URL(`../../examples/${example}/dist/server/server.mjs`, import.meta.url));
  const child = spawn(process.execPath, [program], {
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
