import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The tests are of the package as it was built, which Angular's compiler links while they run. */
const config: ViteUserConfig = defineConfig({
  test: {
    name: 'sdk-angular',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.ts'],
    setupFiles: ['test/compiler.ts'],
    onConsoleLog: (log) => !log.startsWith('Angular is running in development mode'),
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});

export default config;
