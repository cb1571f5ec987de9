/** `node main.ts --port 8123 --data-dir /tmp/x [--host 127.0.0.1] [--user u --password p] [--exit-with-parent]` */
import { parseArgs } from 'node:util';
import { openEngine } from './engine.ts';
import { createClickHouseServer } from './server.ts';

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    /** 0 takes a free one. */
    port: { type: 'string', default: '8123' },
    'data-dir': { type: 'string' },
    /** With this, every request must come from this user; without, anybody may come in. */
    user: { type: 'string' },
    password: { type: 'string', default: '' },
    /** Stops when stdin ends, so that no server outlives the tests that started it. */
    'exit-with-parent': { type: 'boolean', default: false },
  },
});

function fail(message: string): never {
  console.error(`clickhouse-http: ${message}`);
  process.exit(1);
}

const dataDir = options['data-dir'] ?? fail('--data-dir is missing');
const engine = await openEngine(dataDir).catch((error: unknown) => fail(`${dataDir}: ${String(error)}`));
const server = createClickHouseServer(
  engine,
  options.user === undefined ? undefined : { user: options.user, password: options.password },
);

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  // Resolves after the last answer; connections without a request are closed at once.
  server.close(() => {
    engine.close().then(
      () => process.exit(0),
      (error: unknown) => fail(String(error)),
    );
  });
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (options['exit-with-parent']) process.stdin.on('end', stop).resume();

server.on('error', (error) => fail(error.message));
server.listen(Number(options.port), options.host, () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  console.log(`clickhouse-http: http://${options.host}:${port} answers from ${dataDir}`);
});
