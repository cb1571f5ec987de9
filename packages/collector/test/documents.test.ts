import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import {
  batchSchema,
  errorReplySchema,
  queryBatchReplySchema,
  queryReplySchema,
  querySchema,
  replySchema,
  sitesReplySchema,
} from '@passerby/wire/schema';
import { statusOf } from '../src/errors.ts';
import { useCollector } from './use-collector.ts';

const collector = useCollector();

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { requestBody?: Content; responses: Record<string, Content> }>>;
}
interface Content {
  content?: Record<string, { schema: unknown }>;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A schema of wire in the words of @fastify/swagger and JSON Schema 2020-12, which mean the same. */
function reworded(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(reworded);
  if (typeof schema !== 'object' || schema === null) return schema;
  const {
    const: only,
    patternProperties,
    items,
    additionalItems,
    ...rest
  } = schema as Record<string, unknown>;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, reworded(value)])),
    ...(only !== undefined && { enum: [only] }),
    ...(patternProperties !== undefined && {
      additionalProperties: reworded(Object.values(patternProperties as object)[0]),
    }),
    ...(Array.isArray(items) && { prefixItems: reworded(items), items: additionalItems }),
    ...(items !== undefined && !Array.isArray(items) && { items: reworded(items) }),
  };
}

describe('/openapi.json', () => {
  const read = async (): Promise<OpenApi> =>
    (await (await fetch(`${collector.url}/openapi.json`)).json()) as OpenApi;

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate((await read()) as never);
    expect(result).toEqual({ valid: true });
  });

  it('lists the routes of the API and no other', async () => {
    const { openapi, paths } = await read();
    expect(openapi).toBe('3.1.0');
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.toSorted()).toEqual([
      'delete /api/v1/annotations/{id}',
      'delete /api/v1/session',
      'delete /api/v1/sites/{site}',
      'delete /api/v1/sites/{site}/goals/{id}',
      'delete /api/v1/sites/{site}/links/{id}',
      'delete /api/v1/tokens/{id}',
      'delete /api/v1/visitors/{id}',
      'get /api/v1/annotations',
      'get /api/v1/archive',
      'get /api/v1/export',
      'get /api/v1/live',
      'get /api/v1/query',
      'get /api/v1/rejected',
      'get /api/v1/session',
      'get /api/v1/sites',
      'get /api/v1/sites/{site}/goals',
      'get /api/v1/sites/{site}/links',
      'get /api/v1/sites/{site}/plan',
      'get /api/v1/sites/{site}/rules',
      'get /api/v1/tokens',
      'get /healthz',
      'get /metrics',
      'get /readyz',
      'patch /api/v1/sites/{site}',
      'patch /api/v1/sites/{site}/rules',
      'post /api/v1/annotations',
      'post /api/v1/archive/restore',
      'post /api/v1/events',
      'post /api/v1/query',
      'post /api/v1/query/batch',
      'post /api/v1/rejected/replay',
      'post /api/v1/reports/funnel',
      'post /api/v1/reports/paths',
      'post /api/v1/reports/retention',
      'post /api/v1/reports/revenue',
      'post /api/v1/session',
      'post /api/v1/shared/unlock',
      'post /api/v1/sites',
      'post /api/v1/sites/{site}/goals',
      'post /api/v1/sites/{site}/links',
      'post /api/v1/tokens',
      'post /api/v1/tokens/{id}/rotate',
      'put /api/v1/sites/{site}/plan',
    ]);
  });

  it('carries the schemas of wire', async () => {
    const { paths } = await read();
    const events = paths['/api/v1/events']?.['post'];
    for (const type of ['application/json', 'text/plain']) {
      expect(events?.requestBody?.content?.[type]?.schema).toEqual(reworded(plain(batchSchema)));
    }
    const query = paths['/api/v1/query']?.['post'];
    expect(query?.requestBody?.content?.['application/json']?.schema).toEqual(reworded(plain(querySchema)));
    const answers: [Content | undefined, unknown][] = [
      [events?.responses['202'], replySchema],
      [events?.responses['4XX'], errorReplySchema],
      [events?.responses['5XX'], errorReplySchema],
      [query?.responses['200'], queryReplySchema],
      [paths['/api/v1/query/batch']?.['post']?.responses['200'], queryBatchReplySchema],
      [paths['/api/v1/sites']?.['get']?.responses['200'], sitesReplySchema],
      [paths['/readyz']?.['get']?.responses['503'], errorReplySchema],
    ];
    for (const [answer, schema] of answers) {
      expect(answer?.content?.['application/json']?.schema).toEqual(reworded(plain(schema)));
    }
  });
});

describe('the state of the process', () => {
  it.each(['/healthz', '/readyz'])('%s answers ok', async (path) => {
    const response = await fetch(collector.url + path);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('docs/reference/errors.md', () => {
  const [requests = '', events = ''] = readFileSync(
    new URL('../../../docs/reference/errors.md', import.meta.url),
    'utf8',
  ).split('## Rejected events');
  const codes = (text: string): string[] =>
    [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, code]) => code ?? '');

  it('has every code of src/errors.ts with its status, and no other', () => {
    const documented = [...requests.matchAll(/^\| `(\w+)` +\| (\d+) +\|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(Object.fromEntries(documented)).toEqual(statusOf);
  });

  it('has every code of a rejected event, and no other', () => {
    const { anyOf } = (
      plain(replySchema) as {
        properties: { rejected: { items: { properties: { code: { anyOf: { const: string }[] } } } } };
      }
    ).properties.rejected.items.properties.code;
    expect(codes(events).toSorted()).toEqual(anyOf.map((code) => code.const).toSorted());
  });
});

it.each(['sdk.js', 'sdk.lite.js', 'sdk.debug.js'])(
  '/%s is a script of the tracker, for any origin',
  async (name) => {
    const response = await fetch(`${collector.url}/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  },
);
