import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    name: 'sdk-vue tarball',
    include: ['test/**/*.pack-test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '../../.reports/sdk-vue-tarball.json' },
  },
});

export default config;
