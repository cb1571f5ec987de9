import { type ViteUserConfig, defineConfig } from 'vitest/config';
import { patience } from '../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...patience,
    name: 'e2e',
    include: ['support/**/*.test.ts', 'operation/**/*.test.ts'],
  },
});

export default config;
