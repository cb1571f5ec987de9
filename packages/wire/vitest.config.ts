import { type ViteUserConfig, defineConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  test: { ...patience, name: 'wire', include: ['src/**/*.test.ts'] },
});

export default config;
