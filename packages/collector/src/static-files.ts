import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { SharedLinks } from './control/shared-links.ts';
import { findScriptDir, scriptHeaders, scriptNames } from './tracker-scripts.ts';

/** The dashboard loads nothing from elsewhere. */
const toPolicy = (framedBy: "'none'" | '*'): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ${framedBy}`;

const dashboardHeaders = {
  'content-security-policy': toPolicy("'none'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** Serves the tracker for script tags, and the dashboard where there is one. */
export async function staticFiles(
  scope: FastifyInstance,
  links: Pick<SharedLinks, 'mayEmbed'>,
  dashboardDir: string | undefined,
): Promise<void> {
  const scriptDir = findScriptDir();
  await scope.register(fastifyStatic, {
    ...(dashboardDir === undefined ? { root: scriptDir, serve: false } : { root: dashboardDir }),
    cacheControl: false,
    preCompressed: true, // by the build, scripts/precompress.mjs
    setHeaders: (reply, path) => {
      for (const [name, value] of Object.entries(
        dirname(path) === scriptDir ? scriptHeaders : dashboardHeaders,
      )) {
        if (!reply.hasHeader(name)) void reply.header(name, value);
      }
      // Vite names the assets by their content; the page that names them is asked for anew.
      if (path.includes('/assets/'))
        void reply.header('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  if (dashboardDir !== undefined) {
    // The id alone, because the secret is in the fragment, which browsers do not send.
    scope.get('/share-:id', { schema: { hide: true } }, async (request, reply) => {
      const { id } = request.params as { id: string };
      if (await links.mayEmbed(Number(id))) void reply.header('content-security-policy', toPolicy('*'));
      return reply.sendFile('index.html');
    });
  }
  for (const name of scriptNames) {
    scope.get(`/${name}`, { schema: { hide: true } }, (_request, reply) => reply.sendFile(name, scriptDir));
  }
}
