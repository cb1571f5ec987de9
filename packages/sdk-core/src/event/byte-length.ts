const encoder = /* @__PURE__ */ new TextEncoder();
/** Used again for each text, as to make one takes longer than to encode. */
const encoded = /* @__PURE__ */ new Uint8Array(65_536);

/** Length in UTF-8 bytes, what the network and the collector count; of more than 64 KiB that. */
export const byteLength = (text: string): number => encoder.encodeInto(text, encoded).written;

/** Cuts to at most `maxBytes` UTF-8 bytes without splitting a character. */
export const cut = (text: string, maxBytes: number): string =>
  // A UTF-16 unit is at most 3 bytes, so short texts need no encoder. What is no text throws in both cases.
  text.slice(
    0,
    text.length * 3 > maxBytes ? encoder.encodeInto(text, encoded.subarray(0, maxBytes)).read : undefined,
  );
