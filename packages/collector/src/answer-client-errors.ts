import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorReply } from '@passerby/wire';
import { RequestError, type ErrorCode } from './errors.ts';

/** What Node's parser says of a request that never becomes one. */
const refusals = new Map<string | undefined, [code: ErrorCode, message: string]>([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['request_timeout', 'the request did not arrive in time; send it again']],
  ['HPE_HEADER_OVERFLOW', ['headers_too_large', 'the headers are over 16 KiB, the URL included; send less']],
]);
const noHttp: [code: ErrorCode, message: string] = ['invalid_request', 'what came is no request of HTTP/1.1'];

/** Answers what is not even a request in the shape of all errors, and ends the connection, as Node does by itself. */
export function answerClientError(
  error: Error & { code?: string },
  socket: Socket,
  onFailure: (code: ErrorCode) => void,
): void {
  // Gone already: https://nodejs.org/api/http.html#event-clienterror
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { code, message, status } = new RequestError(...(refusals.get(error.code) ?? noHttp));
  onFailure(code);
  if (socket.writable) {
    const body = JSON.stringify({ error: { code, message } } satisfies ErrorReply);
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      'x-content-type-options: nosniff',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}
