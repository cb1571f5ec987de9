// Asked at each start of a page, not at the build: the pages are static, and one build serves every environment.
export const dynamic = 'force-dynamic';

export function GET(): Response {
  const { PASSERBY_URL = 'http://localhost:8420', PASSERBY_SITE = 'demo.localhost' } = process.env;
  const settings = { endpoint: PASSERBY_URL, site: PASSERBY_SITE };
  return new Response(`passerbySettings = ${JSON.stringify(settings)}`, {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
