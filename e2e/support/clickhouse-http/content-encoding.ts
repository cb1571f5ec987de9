import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { ClickHouseException } from './errors.ts';

/** A `Content-Encoding` that both sides know. */
export type Encoding = 'gzip' | 'zstd' | 'br' | 'deflate';

interface Codec {
  unpack: () => Transform;
  pack: (body: Uint8Array) => Promise<Buffer>;
}

const codecs: Record<Encoding, Codec> = {
  gzip: { unpack: zlib.createGunzip, pack: promisify(zlib.gzip) },
  zstd: { unpack: zlib.createZstdDecompress, pack: promisify(zlib.zstdCompress) },
  br: { unpack: zlib.createBrotliDecompress, pack: promisify(zlib.brotliCompress) },
  deflate: { unpack: zlib.createInflate, pack: promisify(zlib.deflate) },
};

function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(codecs, name);
}

/** Reads a whole body, unpacked. Rejects where the client went away in the middle, so that nothing half is run. */
export async function readBody(body: Readable, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return await buffer(body);
  if (!isEncoding(encoding)) {
    throw new ClickHouseException(48, 'NOT_IMPLEMENTED', `Unknown compression method '${encoding}'.`);
  }
  const packed = await buffer(body);
  try {
    return await buffer(Readable.from([packed]).pipe(codecs[encoding].unpack()));
  } catch (error) {
    throw new ClickHouseException(
      354,
      'ZLIB_INFLATE_FAILED',
      `The ${encoding} body is broken: ${String(error)}.`,
    );
  }
}

/** The first encoding in `Accept-Encoding` that is known here; weights are not looked at, as in ClickHouse. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding | undefined {
  return acceptEncoding
    ?.split(',')
    .map((part) => part.split(';', 1)[0]?.trim() ?? '')
    .find(isEncoding);
}

export async function packBody(body: Uint8Array, encoding: Encoding): Promise<Buffer> {
  return await codecs[encoding].pack(body);
}
