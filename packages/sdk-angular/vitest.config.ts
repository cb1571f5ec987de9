import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

/** The tests are of the package as it was built, which Angular's compiler links while they run. */
const config: ViteUserConfig = defineConfig({
  test: {
    ...patience,
    name: 'sdk-angular',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.ts'],
    setupFiles: ['test/compiler.ts'],
    onConsoleLog: (log) => !log.startsWith('Angular is running in development mode'),
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});

export default config;
