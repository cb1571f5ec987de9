import { expect, it } from 'vitest';
import { ask, site, toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();
const get = (path: string): Promise<Response> => fetch(collector.url + path);

it.each<[string, number, () => Promise<Response>]>([
  ['an acknowledgement', 202, () => collector.post(toBatch([{}]))],
  ['a batch that is turned away', 400, () => collector.post('no JSON')],
  ['a query', 200, () => ask(collector.url, {})],
  ['a query that asks for nothing', 400, () => ask(collector.url, { metrics: [] })],
  ['an export', 200, () => get(`/api/v1/export?site_id=${site}&date_range=day`)],
  ['the list of sites', 200, () => get('/api/v1/sites')],
  ['rejected events, which anybody may have sent', 200, () => get(`/api/v1/rejected?site_id=${site}`)],
  ['the metrics', 200, () => get('/metrics')],
  ['the health', 200, () => get('/healthz')],
  ['the description of the API', 200, () => get('/openapi.json')],
  ['an unknown path', 404, () => get('/nothing')],
  ['a malformed path', 404, () => get('/%')],
  ['another method', 405, () => get('/api/v1/events')],
  ['the live stream', 200, () => get(`/api/v1/live?site=${site}`)],
])('%s is taken by no browser for another kind of file', async (_what, status, request) => {
  const response = await request();
  await response.body?.cancel();
  expect(response.status).toBe(status);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});
