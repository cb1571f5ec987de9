import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...patience,
    name: 'sdk-vue',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});

export default config;
