import type { Plugin } from 'rollup';

export const flatten: Plugin;
