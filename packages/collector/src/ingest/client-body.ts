import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limits } from '@passerby/wire';
import { RequestError } from '../errors.ts';

const unzip = promisify(gunzip);

/** What is wrong with no body at all. */
export const emptyBody = 'the body is empty; send JSON';

/** A parsed JSON body and how many bytes it had after decompression. */
export interface ClientBody {
  value: unknown;
  bytes: number;
}

/**
 * Makes the scope read bodies as a browser may send them: JSON as `application/json` or `text/plain` (a beacon
 * that must not preflight), optionally gzip, at most `limits.batchBytes` before and after decompression.
 *
 * Gzip is known by its first two bytes too (RFC 1952, section 2.3.1): `Content-Encoding` is no CORS-safelisted
 * header, so that a page cannot send it without a preflight. No JSON begins with them.
 */
export function parseClientBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    ['application/json', 'text/plain'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, buffer: Buffer): Promise<ClientBody> => {
      const isGzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
      const encoding = request.headers['content-encoding']?.toLowerCase() ?? (isGzip ? 'gzip' : 'identity');
      if (encoding === 'identity') return parseJson(buffer);
      if (encoding === 'gzip') return parseJson(await decompress(buffer));
      throw new RequestError(
        'unsupported_media_type',
        `Content-Encoding: "${encoding.slice(0, 40)}" is not understood; send gzip or nothing`,
      );
    },
  );
}

async function decompress(zipped: Buffer): Promise<Buffer> {
  try {
    return await unzip(zipped, { maxOutputLength: limits.batchBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestError(
        'body_too_large',
        `the body is over ${limits.batchBytes} bytes after decompression; send smaller batches`,
        { cause },
      );
    }
    throw new RequestError('invalid_encoding', 'the body is not gzip, although it says so', {
      cause,
    });
  }
}

function parseJson(buffer: Buffer): ClientBody {
  if (!isUtf8(buffer)) throw new RequestError('invalid_encoding', 'the body is not valid UTF-8');
  if (buffer.length === 0) throw new RequestError('invalid_json', emptyBody);
  try {
    return { value: JSON.parse(buffer.toString()), bytes: buffer.length };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.replace(/".*" is not/s, 'the text is not') : '';
    throw new RequestError('invalid_json', `the body is not JSON: ${detail.slice(0, 200)}`, { cause });
  }
}
