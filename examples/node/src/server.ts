import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trackFor } from './track-for.ts';

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/pay') {
    response.writeHead(404).end('POST /pay\n');
    return;
  }
  const tracker = trackFor(request);
  tracker.trackEvent(
    'order-paid',
    { items: 2 },
    { url: 'https://shop.example/checkout', revenue: { amount: 41, currency: 'EUR' } },
  );
  response.end('Paid\n');
  // Never rejects; nobody has to wait for it.
  void tracker.flush().then(tracker.close);
});

server.listen(Number(process.env['PORT'] ?? 8424), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`The shop is listening on http://127.0.0.1:${port}\n`);
});
