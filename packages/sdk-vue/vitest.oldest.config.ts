import { createRequire } from 'node:module';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const { resolve } = createRequire(new URL('../vue-3.4/package.json', import.meta.url));

/** The same tests on the oldest Vue and Vue Router that the peer ranges allow. */
const config: ViteUserConfig = defineConfig({
  resolve: {
    // Vue's files of CommonJS, which are those that the router's require.
    alias: ['vue', 'vue/server-renderer', 'vue-router'].map((name) => ({
      find: new RegExp(`^${name}$`),
      replacement: resolve(name),
    })),
  },
  test: {
    ...patience,
    name: 'sdk-vue on Vue 3.4',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.ts'],
  },
});

export default config;
