import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'testing',
          include: ['src/**/*.test.{ts,tsx}'],
          typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
        },
      },
      // Components of each framework, with the kit and the adapters as they were built.
      {
        test: {
          name: 'testing-components',
          environment: 'happy-dom',
          include: ['test/components/*.test.{ts,tsx}'],
        },
      },
      // With a browser, on two cores: each run of Playwright takes half a minute.
      {
        test: {
          ...patience,
          name: 'testing-kit',
          include: ['test/*.test.ts'],
          testTimeout: 180_000,
        },
      },
    ],
  },
});

export default config;
