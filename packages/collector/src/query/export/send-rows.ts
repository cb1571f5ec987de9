import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { withoutPayload } from '../../store/refusal.ts';
import { encodeRows, type Column, type Row } from './encode-rows.ts';
import { contentTypes, type RowFormat } from './format.ts';

/**
 * Streams rows as a file, no faster than it is read. What fails before the first page is an answer like any other; what
 * fails later breaks the connection, so that no part is taken for the whole. A client that hangs up ends the reading.
 */
export async function sendRows(
  reply: FastifyReply,
  about: { format: RowFormat; file: string; columns: Column[]; pages: AsyncGenerator<Row[]> },
): Promise<FastifyReply> {
  const { format, file, columns, pages } = about;
  const first = await pages.next();
  async function* all(): AsyncGenerator<Row[]> {
    try {
      if (!first.done) yield first.value;
      yield* pages;
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
    .send(Readable.from(encodeRows(format, columns, all()), { objectMode: false }));
}
