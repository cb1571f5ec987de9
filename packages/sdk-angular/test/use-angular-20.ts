import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Vite's alias does not reach what Angular's own packages import of each other.
const parentURL = pathToFileURL(join(import.meta.dirname, '../../angular-20/package.json')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, specifier.startsWith('@angular/') ? { ...context, parentURL } : context),
});
