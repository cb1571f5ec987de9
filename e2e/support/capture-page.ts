import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const entries = ['links', 'downloads', 'forms', 'errors', 'web-vitals', 'devtools', 'plan'];
const builds = new URL('../../packages/sdk-core/dist/', import.meta.url);
const webVitals = new URL('../../node_modules/web-vitals/dist/web-vitals.js', import.meta.url);

/** A page that imports the built entries as they are, under a policy as strict as a page can have. */
export interface CapturePage {
  /** Of the page, on 127.0.0.1, without a trailing slash. */
  url: string;
  /** Of another site, by the same server, without a trailing slash. */
  elsewhere: string;
  stop(): Promise<void>;
}

export async function startCapturePage(collectorUrl: string, site: string): Promise<CapturePage> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname;
    const reply = (type: string, body: string, headers = {}): void =>
      void response.writeHead(200, { 'content-type': type, ...headers }).end(body);
    if (path === '/') {
      const policy = `default-src 'none'; script-src 'self' 'nonce-page' ${elsewhere}; connect-src ${collectorUrl}`;
      reply('text/html', toHtml(collectorUrl, site, elsewhere), {
        'content-security-policy': `${policy}; require-trusted-types-for 'script'`,
      });
    } else if (path.startsWith('/entry/')) {
      const file = path === '/entry/library.js' ? webVitals : new URL(path.slice('/entry/'.length), builds);
      void readFile(file, 'utf8').then((code) => reply('text/javascript', code));
    } else if (path === '/app.js') reply('text/javascript', app);
    else if (path === '/broken.js') reply('text/javascript', `throw new Error('of another site');`);
    else if (path === '/manual.pdf') {
      reply('application/pdf', '%PDF', { 'content-disposition': 'attachment' });
    } else reply('text/html', `<!doctype html><title>${path}</title><p>You are at ${path}.</p>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const elsewhere = `http://demo.test:${port}`;
  return {
    url: `http://127.0.0.1:${port}`,
    elsewhere,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const app = `
export function fail() { throw new TypeError('no answer from /api/me?token=secret'); }
export async function reject() { throw new RangeError('too much'); }
`;

const toHtml = (endpoint: string, site: string, elsewhere: string): string => `<!doctype html>
<title>Captured</title>
<script type="importmap" nonce="page">
  ${JSON.stringify({
    imports: {
      '@passerby/sdk-core': '/entry/index.js',
      'web-vitals': '/entry/library.js',
      ...Object.fromEntries(entries.map((name) => [`@passerby/sdk-core/${name}`, `/entry/${name}.js`])),
    },
  })}
</script>
<h1>What is captured on demand</h1>
<p><a href="${elsewhere}/away?token=secret#part"><b>Another site</b></a></p>
<p><a href="${elsewhere}/tab" target="_blank">A new tab</a></p>
<p><a id="stopped" href="${elsewhere}/stopped">A click stopped on its way</a></p>
<p><a id="routed" href="/routed">A link of a router</a></p>
<p id="host"></p>
<svg width="300" height="30"><a href="${elsewhere}/svg"><text y="20">A link in a drawing</text></a></svg>
<p><a href="/manual.pdf?signature=secret">The manual</a></p>
<form id="join" method="post" action="/thanks?list=7">
  <input name="id" value="Ada Lovelace" />
  <input name="action" value="Ada Lovelace" />
  <input name="method" value="Ada Lovelace" />
  <button>Join</button>
</form>
<button id="slow">Be slow</button>
<button id="fail">Fail</button>
<button id="reject">Reject</button>
<script type="module" nonce="page">
  import { createTracker } from '@passerby/sdk-core';
  import { trackDownloads } from '@passerby/sdk-core/downloads';
  import { trackErrors } from '@passerby/sdk-core/errors';
  import { trackForms } from '@passerby/sdk-core/forms';
  import { trackLinks } from '@passerby/sdk-core/links';
  import { trackWebVitals } from '@passerby/sdk-core/web-vitals';
  import { fail, reject } from '/app.js?version=secret';

  const tracker = createTracker(${JSON.stringify({ site, endpoint })});
  // For the test to read, also after the page has gone.
  tracker.on('tracked', ({ events }) => {
    const told = JSON.parse(localStorage.getItem('told') ?? '[]');
    for (const { name, props } of events) if (name) told.push([name, props]);
    localStorage.setItem('told', JSON.stringify(told));
  });
  for (const track of [trackLinks, trackDownloads, trackForms, trackErrors, trackWebVitals]) track(tracker);

  const element = (id) => document.getElementById(id);
  element('stopped').addEventListener('click', (event) => event.stopImmediatePropagation());
  element('routed').addEventListener('click', (event) => {
    event.preventDefault();
    history.pushState({}, '', '/routed');
  });
  const inner = Object.assign(document.createElement('a'), { href: '${elsewhere}/shadow' });
  inner.append('A link in the shadow');
  element('host').attachShadow({ mode: 'open' }).append(inner);
  element('slow').addEventListener('click', () => {
    for (const until = performance.now() + 120; performance.now() < until; );
  });
  element('fail').addEventListener('click', fail);
  element('reject').addEventListener('click', reject);
  globalThis.tracker = tracker;
</script>
<script defer src="${elsewhere}/broken.js"></script>
`;
