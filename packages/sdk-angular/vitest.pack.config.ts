import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    name: 'sdk-angular tarball',
    include: ['test/**/*.pack-test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '../../.reports/sdk-angular-tarball.json' },
  },
});

export default config;
