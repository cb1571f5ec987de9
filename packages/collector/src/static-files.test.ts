import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { staticFiles } from './static-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'passerby-static-'));
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html>');
  writeFileSync(join(directory, 'assets/app-1a2b.js'), '1');
  writeFileSync(join(directory, 'assets/app-1a2b.js.br'), brotliCompressSync('1'));
  writeFileSync(join(directory, 'assets/app-1a2b.js.gz'), gzipSync('1'));
  app = fastify();
  await staticFiles(app, { mayEmbed: (id) => Promise.resolve(id === 7) }, directory);
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

async function headersOf(url: string): Promise<Record<string, unknown>> {
  const { statusCode, headers } = await app.inject(url);
  expect(statusCode).toBe(200);
  return headers;
}
/** The directives of a policy, by name. */
const policyOf = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive) => directive.split(/ (.*)/, 2) as [string, string]),
  );

it.each(['/', '/index.html', '/share-3', '/assets/app-1a2b.js'])(
  'the dashboard at %s loads nothing from elsewhere, and no page may frame it, sniff it or be told of it',
  async (url) => {
    const headers = await headersOf(url);
    expect(policyOf(headers)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'font-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  },
);

it('a shared link that may be embedded may be framed, and nothing else is let in by it', async () => {
  const framed = policyOf(await headersOf('/share-7'));
  expect(framed).toEqual({ ...policyOf(await headersOf('/')), 'frame-ancestors': '*' });
});

it('what is named by its content is kept, the page that names it is asked for anew', async () => {
  expect((await headersOf('/assets/app-1a2b.js'))['cache-control']).toBe(
    'public, max-age=31536000, immutable',
  );
  expect((await headersOf('/'))['cache-control']).toBe('no-cache');
});

it.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['identity', undefined],
])('to who takes %s a script comes so, with the headers of the file', async (takes, encoding) => {
  for (const url of ['/assets/app-1a2b.js', '/sdk.js']) {
    // oxlint-disable-next-line no-await-in-loop
    const { headers } = await app.inject({ url, headers: { 'accept-encoding': takes } });
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('javascript'),
      vary: expect.stringMatching(/accept-encoding/i),
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-encoding']).toBe(encoding);
  }
});

it('the tracker may be loaded by any page', async () => {
  expect(await headersOf('/sdk.js')).toMatchObject({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  });
});
