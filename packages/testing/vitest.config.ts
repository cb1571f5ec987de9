import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'testing',
          include: ['src/**/*.test.{ts,tsx}'],
          typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
        },
      },
      // With a browser, on two cores: each run of Playwright takes half a minute.
      {
        test: {
          name: 'testing-kit',
          include: ['test/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

export default config;
