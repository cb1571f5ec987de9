const encoder = /* @__PURE__ */ new TextEncoder();
/** Used again for each text, as to make one takes longer than to encode. */
export const scratch: Uint8Array<ArrayBuffer> = /* @__PURE__ */ new Uint8Array(65_536);

/** Length in UTF-8 bytes, what the network and the collector count; of more than 64 KiB that. */
export const byteLength = (text: string): number => encoder.encodeInto(text, scratch).written;

/** Cuts to at most `maxBytes` UTF-8 bytes without splitting a character. */
export const cut = (text: string, maxBytes: number): string =>
  text.slice(0, encoder.encodeInto(text, scratch.subarray(0, maxBytes)).read);
