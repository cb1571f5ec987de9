const encoder = /* @__PURE__ */ new TextEncoder();

/** Length in UTF-8 bytes: what the network and the collector count. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Cuts to at most `maxBytes` UTF-8 bytes without splitting a character. */
export function cut(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most 3 bytes, so short texts need no encoder. What is no text throws in both cases.
  if (text.length * 3 <= maxBytes) return text.slice();
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(maxBytes)).read);
}
