import type { Engine } from './browser.ts';
import { chromium, firefox } from './puppeteer.ts';
import { webkit } from './webkit.ts';

const all: Record<string, Engine> = { chromium, firefox, webkit };

const leftOut = new Set(process.env['PASSERBY_SKIP_ENGINES']?.split(','));

/** The engines to test, without those that PASSERBY_SKIP_ENGINES names. */
export const engines: [name: string, engine: Engine][] = Object.entries(all).filter(
  ([name]) => !leftOut.has(name),
);
