#!/usr/bin/env node

// The command. `serve` begins again in the same process with the young generation of V8's heap bounded, which can only be
// said at the start of a process: by default it has two halves of up to 64 MB, where the machine has much memory; 32 MB
// are enough for what a request needs to die there (decision 83). Before anything is loaded, so that it costs a few
// milliseconds; not under a parent that talks to it by Node's channel, which would break.
const bound = '--max-semi-space-size';
const isBound = [process.env['NODE_OPTIONS'] ?? '', ...process.execArgv].some((options) =>
  options.replaceAll('_', '-').includes(bound),
);
const canBegin = process.execve !== undefined && process.platform !== 'win32' && !process.connected;
const isServing = process.argv[2] === 'serve';
// For as many queries as the embedded ClickHouse answers at once; libuv reads it when a module is loaded.
if (isServing) process.env['UV_THREADPOOL_SIZE'] ??= '8';
if (isServing && !isBound && canBegin) {
  process.execve?.(process.execPath, [
    process.argv0,
    `${bound}=32`,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]);
}
await import('./main.ts');
