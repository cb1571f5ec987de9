import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...patience,
    name: 'sdk-react',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.{ts,tsx}'] },
  },
});

export default config;
