import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';

// Vite's alias does not reach what the libraries in node_modules import, such as the routers and the testing library.
const { resolve } = createRequire(join(import.meta.dirname, '../../react-18/package.json'));
const react18 = new Map(
  [
    'react',
    'react/jsx-runtime',
    'react-dom',
    'react-dom/client',
    'react-dom/server',
    'react-dom/test-utils',
  ].map((name) => [name, resolve(name)]),
);
registerHooks({
  resolve: (specifier, context, next) => next(react18.get(specifier) ?? specifier, context),
});
