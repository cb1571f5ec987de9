/** Length in UTF-8 bytes: what the network and the collector count. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts to at most `maxBytes` UTF-8 bytes without splitting a character. */
export function cut(text: string, maxBytes: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read);
}
