import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** The app under test: its endpoint is fixed, and nobody is there. */
const page = (title, { tracker, body = '' }) => `<!doctype html><title>${title}</title>
<link rel="icon" href="data:,">
${tracker}
<button id="signup">Sign up</button> <a href="/pricing">Pricing</a>
<script type="module">
  document.querySelector('#signup').onclick = () => track('signup', { plan: 'free', seats: 3 });
  addEventListener('pagehide', () => track('left', { from: location.pathname }));
  ${body}
</script>`;

const bundled = `<script type="module">
  import { createTracker } from '/sdk-core.js';
  const tracker = createTracker({ site: 'shop.example', endpoint: 'https://stats.invalid' });
  window.tracker = tracker;
  window.track = tracker.trackEvent;
</script>`;
const scriptTag = `<script defer src="https://stats.invalid/sdk.js" data-site="shop.example"></script>
<script type="module">window.track = (...call) => window.passerby?.('trackEvent', ...call);</script>`;

const pages = {
  '/': page('Home', { tracker: bundled }),
  '/pricing': page('Pricing', { tracker: bundled }),
  '/twice': page('Twice', { tracker: bundled, body: `track('mounted'); track('mounted');` }),
  '/script-tag': page('Script tag', { tracker: scriptTag }),
  '/silent': '<!doctype html><title>Silent</title><link rel="icon" href="data:,">',
  '/strict': page('Strict', { tracker: bundled }),
};
const policy = "connect-src 'self' https://stats.invalid";

const script = readFileSync(new URL(import.meta.resolve('@passerby/sdk-core')));
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://app');
  if (pathname === '/sdk-core.js') {
    response.setHeader('content-type', 'text/javascript');
    return response.end(script);
  }
  if (pathname === '/strict') response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', 'text/html');
  if (!(pathname in pages)) response.statusCode = 404;
  return response.end(pages[pathname] ?? 'not here');
});
server.listen(Number(process.env.APP_PORT), '127.0.0.1');
