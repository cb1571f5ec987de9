/** Length in UTF-8 bytes: what the network and the collector count. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts to at most `maxBytes` UTF-8 bytes without splitting a character. */
export function cut(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most 3 bytes, so short texts need no encoder.
  if (text.length * 3 <= maxBytes) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read);
}
