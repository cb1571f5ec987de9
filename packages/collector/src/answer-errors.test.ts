import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { answerErrors } from './answer-errors.ts';
import { RequestError } from './errors.ts';

it('writes one line for what every request fails of, and counts each', async () => {
  const lines: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  const app = fastify({ logger: { level: 'error', stream } });
  const codes: string[] = [];
  answerErrors(app, (code) => codes.push(code));
  app.get('/full', () => {
    throw new RequestError('log_full', 'the disk is nearly full', { retryAfter: 30 });
  });
  app.get('/broken', () => {
    throw new Error('no such thing');
  });
  for (const url of ['/full?who=alice', '/full', '/broken', '/full', '/broken']) await app.inject({ url });
  expect(codes).toEqual(['log_full', 'log_full', 'internal', 'log_full', 'internal']);
  expect(lines).toMatchObject([
    { code: 'log_full', route: '/full', msg: 'the disk is nearly full' },
    { code: 'internal', route: '/broken', err: { message: 'no such thing' } },
  ]);
  expect(lines).toHaveLength(2);
  await app.close();
});
