import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

const installed = fileURLToPath(new URL('../angular-20/node_modules/@angular/', import.meta.url));

/** The same tests, of the same build, on the oldest Angular that the peer range allows. */
const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^@angular\//, replacement: installed }] },
  test: {
    ...patience,
    name: 'sdk-angular on Angular 20',
    environment: 'happy-dom',
    include: ['{src,test}/**/*.test.ts'],
    exclude: ['test/ng-add.test.ts'], // of the command line's own version
    setupFiles: ['test/use-angular-20.ts', 'test/compiler.ts'],
    onConsoleLog: (log) => !log.startsWith('Angular is running in development mode'),
  },
});

export default config;
