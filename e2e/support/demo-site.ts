import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { hasServer, startServerSite, type ServerExample } from './server-site.ts';

/** A folder of examples/. Vite builds them, except those with a server of their own. */
export type Example = 'vanilla' | 'vanilla-shop' | 'react' | 'vue' | ServerExample;

/** Where the oldest framework is installed that an adapter takes, and what of it an example of Vite imports. */
const oldest: Partial<Record<Example, [folder: string, ...names: string[]]>> = {
  react: ['react-18', 'react', 'react-dom'],
  vue: ['vue-3.4', 'vue', 'vue-router'],
};

/** The built pages of an example, served on a free port. */
export interface DemoSite {
  /** Without a trailing slash. */
  url: string;
  stop(): Promise<void>;
}

/** Builds the demo for a collector into `outDir` and serves it, as `npm start` does. */
export async function startDemoSite(options: {
  /** Default: `vanilla`. */
  example?: Example;
  /** On the oldest framework that its adapter takes (default: on the newest). */
  isOldest?: boolean;
  outDir: string;
  collectorUrl: string;
  site: string;
}): Promise<DemoSite> {
  const { example = 'vanilla' } = options;
  if (hasServer(example)) return startServerSite({ ...options, example });
  const root = fileURLToPath(new URL(`../../examples/${example}/`, import.meta.url));
  const [folder, ...names] = (options.isOldest && oldest[example]) || [];
  const installed = fileURLToPath(new URL(`../../packages/${folder}/node_modules/`, import.meta.url));
  const config = {
    root,
    logLevel: 'warn',
    build: { outDir: options.outDir, emptyOutDir: true },
    resolve: {
      alias: names.map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: installed + name })),
    },
  } as const;
  // Vite takes these for the %VITE_…% in the pages; the process's own environment is its only way in.
  process.env['VITE_PASSERBY_URL'] = options.collectorUrl;
  process.env['VITE_PASSERBY_SITE'] = options.site;
  await build(config);
  const server = await preview({ ...config, preview: { host: '127.0.0.1', port: 0, allowedHosts: true } });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the demo site has no address');
  return { url: url.replace(/\/$/, ''), stop: () => server.close() };
}
