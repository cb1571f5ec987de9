import { type ViteUserConfig, defineConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    name: 'e2e',
    include: ['support/**/*.test.ts', 'operation/**/*.test.ts'],
    testTimeout: 30_000,
    // A hook starts chDB: half a second on an idle machine, several on a busy one.
    hookTimeout: 60_000,
  },
});

export default config;
