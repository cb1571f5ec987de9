import { defineConfig } from 'vite';
import { worldMap } from './build/world-map.ts';

/** Relative addresses, so that the page also works below a path of a reverse proxy. */
export default defineConfig({
  base: './',
  plugins: [worldMap()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The page's content security policy allows data: for images only, and files are cached better.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://localhost:8420' } },
});
