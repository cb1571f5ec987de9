import { fileURLToPath } from 'node:url';
import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from '@angular/ssr/node';
import serveStatic from '@fastify/static';
import fastify from 'fastify';

const engine = new AngularNodeAppEngine();
const server = fastify();
await server.register(serveStatic, {
  // Of the build, and the documents that all shops have.
  root: ['../browser', '../../../shop/public'].map((path) => fileURLToPath(new URL(path, import.meta.url))),
  wildcard: false,
});
server.setNotFoundHandler(async (request, reply) => {
  const response = await engine.handle(request.raw);
  if (!response) return reply.code(404).send('Not found');
  reply.hijack();
  return writeResponseToNodeResponse(response, reply.raw);
});
await server.ready();

// `ng serve` has a server of its own and takes this.
export const reqHandler = createNodeRequestHandler((request, response) => {
  server.routing(request, response);
});

if (isMainModule(import.meta.url)) {
  const address = await server.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8424) });
  process.stdout.write(`The shop is at ${address}\n`);
}
