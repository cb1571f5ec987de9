import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    name: 'sdk-core tarball',
    include: ['test/**/*.pack-test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
