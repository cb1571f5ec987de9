import type { Plugin } from 'rollup';

export const nameVariables: Plugin;
