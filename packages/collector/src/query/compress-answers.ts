import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Smaller answers would hardly get smaller, bytes. */
const threshold = 1_024;
/** Answers up to this size are compressed at once, in some tens of microseconds; others beside the event loop. */
const syncThreshold = 32_768;
/** Of what an export, which is a stream of megabytes, is handed on in; Node's are of 16 kB. */
const chunkSize = 65_536;

/**
 * Sends the answers of the scope's routes in Brotli or gzip to whoever takes it, streams as they come, each at its fastest.
 * Parquet is compressed already, and the live stream is none of Fastify's answers. Before the routes: it reaches those that
 * are added later.
 */
export async function compressAnswers(scope: FastifyInstance): Promise<void> {
  await scope.register(compress, {
    encodings: ['br', 'gzip'],
    threshold,
    syncThreshold,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 }, chunkSize },
    zlibOptions: { level: 1, chunkSize },
    customTypes: /^(?:text\/(?!event-stream)|application\/(?:json|x-ndjson)\b)/,
    globalDecompression: false,
  });
  // Also of an answer that is not compressed, and of a 304: another client may get another.
  scope.addHook('onRequest', (_request, reply, done) => {
    void reply.header('vary', 'accept-encoding');
    done();
  });
}
