import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Bucket {
  /** Of a folder in it. */
  url: string;
  objects: Map<string, { body: Buffer; at: Date }>;
  stop(): void;
}

/** As much of S3 as ClickHouse asks for: whole objects, parts of them, a list and deletions. */
export async function startBucket(): Promise<Bucket> {
  const objects: Bucket['objects'] = new Map();
  const toListed = ([key, { body, at }]: [string, { body: Buffer; at: Date }]): string =>
    `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${body.length}</Size></Contents>`;
  const server = createServer((request, response) => {
    void buffer(request).then((sent) => {
      const url = new URL(request.url ?? '', 'http://bucket');
      const key = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ''));
      const answer = (status: number, body: Buffer | string = ''): void => {
        response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
        response.end(request.method === 'HEAD' ? undefined : body);
      };
      if (request.method === 'PUT') {
        objects.set(key, { body: sent, at: new Date() });
        return answer(200);
      }
      if (request.method === 'DELETE') {
        objects.delete(key);
        return answer(204);
      }
      if (key === '') {
        const prefix = url.searchParams.get('prefix') ?? '';
        const found = [...objects].filter(([name]) => name.startsWith(prefix)).map(toListed);
        return answer(
          200,
          `<ListBucketResult><IsTruncated>false</IsTruncated>${found.join('')}</ListBucketResult>`,
        );
      }
      const object = objects.get(key);
      if (!object) return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
      const { body, at } = object;
      response.setHeader('etag', `"${createHash('md5').update(body).digest('hex')}"`);
      response.setHeader('last-modified', at.toUTCString());
      const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
      if (from === undefined) return answer(200, body);
      const end = Math.min(to ? Number(to) : Infinity, body.length - 1);
      response.setHeader('content-range', `bytes ${from}-${end}/${body.length}`);
      return answer(206, body.subarray(Number(from), end + 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bucket/archive`,
    objects,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
