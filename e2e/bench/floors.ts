import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { open } from 'lmdb';

// What the machine could do at best, as a process of its own: Fastify that parses the body and answers 204, alone or
// after a synced LMDB commit of it. Usage: node floors.ts <fastify | lmdb>

const withLog = process.argv[2] === 'lmdb';
const directory = mkdtempSync(join(tmpdir(), 'passerby-floor-'));
const log = withLog
  ? open<Buffer, number>({ path: directory, encoding: 'binary', overlappingSync: false })
  : undefined;
let sequence = 0;

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
  JSON.parse(body.toString());
  return body;
});
app.post('/api/v1/events', async (request, reply) => {
  await log?.put(++sequence, request.body as Buffer);
  return reply.status(204).send();
});
console.log(`listening on ${await app.listen({ port: 0 })}`);
process.once('SIGTERM', () => {
  void app.close().then(async () => {
    await log?.close();
    rmSync(directory, { recursive: true, force: true });
    process.exit(0);
  });
});
