import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'packages/sdk-react/vitest.react-18.config.ts',
      'packages/sdk-angular/vitest.angular-20.config.ts',
      'packages/sdk-vue/vitest.oldest.config.ts',
      'e2e/vitest.config.ts',
      'e2e/vitest.engines.config.ts',
    ],
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
  },
});

export default config;
