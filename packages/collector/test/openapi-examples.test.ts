import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import type { QueryBatchReply } from '@passerby/wire';
import { toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();

interface Operation {
  requestBody?: { content: Content };
  parameters?: { name: string; required?: boolean; schema: TSchema; example?: unknown }[];
  responses: Record<string, { content?: Content }>;
}
type Content = Record<string, { schema: TSchema; example?: unknown }>;

/** What asks for numbers: a query is easier to copy than to read of. */
const operations = [
  'get /api/v1/export',
  'get /api/v1/query',
  'post /api/v1/query',
  'post /api/v1/query/batch',
  'post /api/v1/reports/funnel',
  'post /api/v1/reports/paths',
  'post /api/v1/reports/retention',
  'post /api/v1/reports/revenue',
];
const isAbout = (path: string): boolean => /^\/api\/v1\/(query|reports|export)\b/.test(path);

let documented: Map<string, Operation>;
beforeAll(async () => {
  const response = await fetch(`${collector.url}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
  documented = new Map(
    Object.entries(paths)
      .filter(([path]) => isAbout(path))
      .flatMap(([path, of]) => Object.entries(of).map(([method, one]) => [`${method} ${path}`, one])),
  );
  // What the examples name is there.
  const goals = `${collector.url}/api/v1/sites/shop.example/goals`;
  const headers = { 'content-type': 'application/json' };
  await fetch(goals, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Purchase', event: 'bought' }),
  });
  await collector.post(toBatch([{ url: 'https://shop.example/blog/one' }]));
});

/** What is wrong with an example; nothing where all is well. */
function findFault(schema: TSchema, example: unknown): unknown {
  if (example === undefined) return 'there is no example';
  const [error] = Compile(schema).Errors(example);
  return error && `${error.instancePath}: ${error.message}`;
}

it('each of them is looked at', () => {
  expect([...documented.keys()].toSorted()).toEqual(operations);
});

describe.each(operations)('%s', (name) => {
  const [method = '', path = ''] = name.split(' ');
  const find = (): Operation => documented.get(name) as Operation;
  const toJson = (content: Content | undefined): Content[string] | undefined => content?.['application/json'];

  it('has examples of what it asks for, by its own schema', () => {
    const { requestBody, parameters = [] } = find();
    const body = toJson(requestBody?.content);
    const asked = [
      ...(body ? [['the body', body] as const] : []),
      ...parameters.filter(({ required }) => required).map((each) => [each.name, each] as const),
    ];
    expect(asked).not.toEqual([]);
    for (const [what, { schema, example }] of asked)
      expect([what, findFault(schema, example)]).toEqual([what, undefined]);
  });

  it('has an example of its answer, by its own schema', () => {
    const json = toJson(find().responses['200']?.content);
    // A file has none.
    expect(json ? findFault(json.schema, json.example) : path).toBe(json ? undefined : '/api/v1/export');
  });

  it('answers its example, by its own schema', async () => {
    const { requestBody, parameters = [], responses } = find();
    const body = toJson(requestBody?.content)?.example;
    const search = new URLSearchParams();
    for (const each of parameters) if (typeof each.example === 'string') search.set(each.name, each.example);
    const response = await fetch(`${collector.url}${path}?${search.toString()}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([200, text]);
    const json = toJson(responses['200']?.content);
    expect(json && findFault(json.schema, JSON.parse(text))).toBe(undefined);
  });
});

it('the example of a batch is answered as it says: one query, and why the other is not', async () => {
  const body = documented.get('post /api/v1/query/batch')?.requestBody?.content['application/json']?.example;
  const response = await fetch(`${collector.url}/api/v1/query/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { answers } = (await response.json()) as QueryBatchReply;
  const shown = documented.get('post /api/v1/query/batch')?.responses['200']?.content?.['application/json']
    ?.example as QueryBatchReply;
  expect(answers).toHaveLength(shown.answers.length);
  expect(answers[1]).toEqual(shown.answers[1]);
});
