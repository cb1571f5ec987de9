import { hash, type KeyObject } from 'node:crypto';

/** Bytes that SHA-256 takes at once. */
const blockBytes = 64;
const digestBytes = 32;

/** A key as RFC 2104 puts it before the text, and before the digest of that. */
interface Pads {
  inner: Buffer;
  outer: Buffer;
}

const padsOf = new WeakMap<KeyObject, Pads>();

/**
 * The first 64 bits of HMAC-SHA-256 (RFC 2104), as a decimal string. By two one-shot hashes: `createHmac` makes an object
 * of OpenSSL's for each text, and costs ten times as much.
 */
export function hmac64(key: KeyObject, text: string): string {
  let pads = padsOf.get(key);
  if (!pads) padsOf.set(key, (pads = toPads(key)));
  // As text: a buffer for the answer of a hash costs as much as the hash.
  const digest = hash('sha256', Buffer.concat([pads.inner, Buffer.from(text)]), 'binary');
  pads.outer.write(digest, blockBytes, 'latin1');
  return BigInt(`0x${hash('sha256', pads.outer, 'hex').slice(0, 16)}`).toString();
}

function toPads(key: KeyObject): Pads {
  const bytes = key.export();
  if (bytes.length > blockBytes) throw new Error(`a key is at most ${blockBytes} bytes`);
  const inner = Buffer.alloc(blockBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [at, byte] of bytes.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  return { inner, outer };
}
