/**
 * Whether a text takes more than `bytes` bytes of UTF-8. A UTF-16 unit takes at most 3, so that short texts,
 * nearly all, need no counting.
 */
export function isLongerThan(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
