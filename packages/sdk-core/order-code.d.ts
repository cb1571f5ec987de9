import type { Plugin } from 'rollup';

/** `minify`: what is done to the code before it is measured. */
export function orderCode(minify?: (code: string) => string | Promise<string>): Plugin;
