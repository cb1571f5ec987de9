import { type ViteUserConfig, defineConfig } from 'vitest/config';

const leftOut = new Set(process.env['PASSERBY_SKIP_ENGINES']?.split(','));

const config: ViteUserConfig = defineConfig({
  test: {
    name: 'engines',
    include: ['engines/**/*.test.ts', 'chaos/**/*.test.ts'],
    exclude: leftOut.has('prerender') ? ['engines/prerender.test.ts'] : [],
    // One browser at a time, beside one collector.
    fileParallelism: false,
    // Until what was sent can be queried.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
