import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds of the tracker for a script tag. */
export const scriptNames: string[] = ['sdk.js', 'sdk.lite.js', 'sdk.debug.js'];

/** Any page may load the tracker. */
export const scriptHeaders: Record<string, string> = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'public, max-age=3600',
};

/** Where they are. */
export const findScriptDir = (): string =>
  dirname(fileURLToPath(import.meta.resolve('@passerby/sdk-core/sdk.js')));
