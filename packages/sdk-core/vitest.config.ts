import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  define: { DEVELOPMENT: 'true', SCRIPT_TAG: 'false', SDK_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    ...patience,
    name: 'sdk-core',
    include: ['{src,test}/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});

export default config;
