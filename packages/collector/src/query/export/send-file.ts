import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { withoutPayload } from '../../store/refusal.ts';
import { contentTypes, type RowFormat } from './format.ts';

/**
 * Streams the parts of a file, no faster than it is read. What fails before the first part is an answer like any other;
 * what fails later breaks the connection, so that no part is taken for the whole. A client that hangs up ends the parts.
 */
export async function sendFile(
  reply: FastifyReply,
  about: { format: RowFormat; file: string; parts: AsyncGenerator<Uint8Array> },
): Promise<FastifyReply> {
  const { format, file, parts } = about;
  const first = await parts.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (!first.done) yield first.value;
      yield* parts;
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      reply.log.error({ err: withoutPayload(cause ?? error) }, 'an export failed in the middle');
      // A compression may still hold all that came before: else it would be an answer of another kind under a file's headers.
      reply.raw.destroy();
      // oxlint-disable-next-line preserve-caught-error -- fastify logs it, and the cause may quote what is stored
      throw new Error('the export failed in the middle');
    }
  }
  return reply
    .type(contentTypes[format])
    .header('content-disposition', `attachment; filename="${file}.${format}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(all(), { objectMode: false }));
}
