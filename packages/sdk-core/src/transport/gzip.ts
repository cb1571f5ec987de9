import type { Environment } from '../environment.ts';

const worthItChars = 1_024;

/** Gzip of a text that is over 1 KB, where the browser can; else the text. */
export async function gzip({ CompressionStream }: Environment, text: string): Promise<Blob | string> {
  if (!CompressionStream || text.length <= worthItChars) return text;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}
