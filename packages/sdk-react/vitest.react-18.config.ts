import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const installed = (name: string): string =>
  fileURLToPath(new URL(`../react-18/node_modules/${name}`, import.meta.url));

/** The same tests on the oldest React that the peer range allows. */
const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^(react|react-dom)(?=\/|$)/, replacement: installed('$1') }] },
  test: {
    ...patience,
    name: 'sdk-react on React 18',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    setupFiles: ['test/use-react-18.ts'],
  },
});

export default config;
