import { gzipSync } from 'node:zlib';
import type { ErrorReply } from '@passerby/wire';
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { text } from './arbitraries.ts';
import { likeSchema, type Schema } from './like-schema.ts';
import { site, toBatch, useCollector } from './use-collector.ts';

// What makes up the cases keeps the event loop busy, and the collector would shed the load.
vi.mock('@fastify/under-pressure', () => ({ default: () => Promise.resolve() }));

const collector = useCollector();

interface Operation {
  method: string;
  path: string;
  parameters: string[];
  body: Schema | undefined;
}

/** All of the document but the live stream, which does not end. */
async function operations(): Promise<Operation[]> {
  interface Documented {
    parameters?: { in: string; name: string }[];
    requestBody?: { content: { 'application/json': { schema: Schema } } };
  }
  const document = (await (await fetch(`${collector.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Documented>>;
  };
  return Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        parameters: parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name),
        body: requestBody?.content['application/json'].schema,
      })),
    )
    .filter(({ path }) => path !== '/api/v1/live')
    .toSorted((one, other) => Number(isDeletion(one)) - Number(isDeletion(other)));
}

/** The last: without the site all others are refused. */
const isDeletion = ({ method, path }: Operation): boolean =>
  method === 'DELETE' && path === '/api/v1/sites/{site}';

/** Of a path or a query: often one that is there. */
const word = fc.oneof(fc.constantFrom(site, '1', '7d', 'csv'), text).map((any) => any.toWellFormed());

it('each operation of the API answers 40 requests of any content, or says what is wrong with them', async () => {
  await collector.send([{ url: `https://${site}/` }]);
  const answered = new Set<string>();
  for (const { method, path, parameters, body } of await operations()) {
    const places = path.match(/\{\w+\}/g) ?? [];
    // oxlint-disable-next-line no-await-in-loop -- each leaves something behind for the next
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...places.map(() => word)),
        fc.subarray(parameters),
        fc.array(word, { minLength: parameters.length, maxLength: parameters.length }),
        body ? likeSchema(body) : fc.constant(undefined),
        async (names, asked, values, content) => {
          const query = new URLSearchParams(
            asked.map((name, index): [string, string] => [name, values[index] ?? '']),
          );
          const address = places.reduce(
            (filled, place, index) => filled.replace(place, () => encodeURIComponent(names[index] ?? '')),
            path,
          );
          const response = await fetch(`${collector.url}${address}?${query.toString()}`, {
            method,
            ...(body && { body: JSON.stringify(content), headers: { 'content-type': 'application/json' } }),
          });
          const said = await response.text();
          const what = `${method} ${address}?${query.toString()} ${JSON.stringify(content)}: ${said}`;
          expect(response.status, what).toBeLessThan(500);
          if (response.ok) answered.add(`${method} ${path}`);
          const reason = response.ok ? 'none' : (JSON.parse(said) as ErrorReply).error.message;
          expect(reason, what).toMatch(/\w/);
        },
      ),
      { numRuns: 40 },
    );
  }
  expect(answered).toContain('DELETE /api/v1/sites/{site}');
  const again = await fetch(`${collector.url}/api/v1/sites`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site }),
  });
  expect(again.status).toBe(201);
  // Not all is refused.
  expect(answered.size).toBeGreaterThan(10);
  await collector.send([{ url: `https://${site}/after` }]);
}, 180_000);

it('1,000 bodies of damaged or any bytes are refused or accepted', async () => {
  const sound = Buffer.from(JSON.stringify(toBatch([{ url: `https://${site}/bytes` }])));
  const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat({ max: 255 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        fc.tuple(fc.boolean(), fc.array(damage, { maxLength: 4 })).map(([isPacked, damages]) => {
          const bytes = Buffer.from(isPacked ? gzipSync(sound) : sound);
          for (const { at, byte } of damages) bytes[Math.floor(at * (bytes.length - 1))] = byte;
          return bytes;
        }),
        // A head that promises gzip.
        fc
          .uint8Array({ maxLength: 300 })
          .map((bytes) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), bytes])),
      ),
      async (body) => {
        const response = await fetch(`${collector.url}/api/v1/events`, { method: 'POST', body });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      },
    ),
    { numRuns: 1_000 },
  );
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
}, 60_000);
