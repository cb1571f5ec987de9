import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.resolve('@passerby/sdk-core'));

/** Serves an empty page with `createTracker`, and takes its events; under `/down/` it answers 503 instead. */
export async function startTrackPage(): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    const { url = '', method } = request;
    // Isolated, a page's clock counts 5 µs instead of 100.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    if (method === 'POST') {
      request.resume();
      response.statusCode = url.startsWith('/down/') ? 503 : 202;
      response.setHeader('Content-Type', 'application/json');
      response.end('{"accepted":1,"duplicates":0,"rejected":[]}');
    } else if (url === '/passerby.js') {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(readFileSync(script));
    } else {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<!doctype html><title>Bench</title><script type="module">
          import { createTracker } from '/passerby.js';
          globalThis.createTracker = createTracker;
        </script>`,
      );
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
