import type { Plugin } from 'rollup';

export const orderFunctions: Plugin;
