import { describe, expect, it } from 'vitest';
import type { Annotation, AnnotationsReply } from '@passerby/wire';
import { readError, site, useCollector } from './use-collector.ts';

const collector = useCollector();
const other = 'kolkata.example';

const post = (body: object): Promise<Response> =>
  fetch(`${collector.url}/api/v1/annotations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
async function add(annotation: object): Promise<Annotation> {
  const response = await post({ site_id: site, text: 'v1', ...annotation });
  expect(response.status).toBe(201);
  return (await response.json()) as Annotation;
}
async function list(query = '', key = site): Promise<Annotation[]> {
  const response = await fetch(`${collector.url}/api/v1/annotations?site_id=${key}${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as AnnotationsReply).annotations;
}
const remove = (id: number, key = site): Promise<Response> =>
  fetch(`${collector.url}/api/v1/annotations/${id}?site_id=${key}`, { method: 'DELETE' });

describe('/api/v1/annotations', () => {
  it('lists what was noted by its time, until it is deleted, for its site alone', async () => {
    await collector.addSite(other, { timezone: 'Asia/Kolkata' });
    const link = 'https://git.example/commit/1a2b3c';
    const later = await add({ time: Date.UTC(2026, 10, 3, 12), text: '<b>v2</b> 👩‍👩‍👧', link });
    const sooner = await add({ time: Date.UTC(2026, 10, 1, 12) });
    expect(later).toEqual({ id: later.id, time: Date.UTC(2026, 10, 3, 12), text: '<b>v2</b> 👩‍👩‍👧', link });
    expect(await list()).toEqual([sooner, later]);
    expect(await list('', other)).toEqual([]);
    expect((await remove(later.id, other)).status).toBe(404);
    expect((await remove(later.id)).status).toBe(204);
    expect(await list()).toEqual([sooner]);
    expect((await remove(later.id)).status).toBe(404);
    expect((await remove(sooner.id)).status).toBe(204);
  });

  it('is of now where no time is given', async () => {
    const before = Date.now();
    const { id, time } = await add({});
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    await remove(id);
  });

  it('lists a range in the days of the site', async () => {
    // 1 November in Kolkata is from 18:30 to 18:30 UTC.
    const times = [
      Date.UTC(2026, 9, 31, 18, 29, 59, 999),
      Date.UTC(2026, 9, 31, 18, 30),
      Date.UTC(2026, 10, 1, 18, 29, 59, 999),
      Date.UTC(2026, 10, 1, 18, 30),
    ];
    for (const time of times) await add({ site_id: other, time });
    const day = await list('&date_range=2026-11-01,2026-11-01', other);
    expect(day.map(({ time }) => time)).toEqual(times.slice(1, 3));
    expect(await list('&date_range=all', other)).toHaveLength(4);
  });

  it.each([
    [{ text: '' }, /^text: /],
    [{ text: 'x'.repeat(201) }, /^text: /],
    [{ time: '2026-11-01' }, /^time: /],
    [{ time: 1_700_000_000 }, /^time: /], // seconds
    [{ link: 'javascript:alert(1)' }, /^link: not an address of the web/],
    [{ link: 'git.example/commit' }, /^link: not an address of the web/],
    [{ color: 'red' }, /^color: /],
  ])('refuses %j', async (more, message) => {
    expect(await readError(await post({ site_id: site, text: 'v1', ...more }))).toMatchObject({
      status: 400,
      code: 'invalid_request',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each(['&date_range=ever', '&date_range=2026-11-02,2026-11-01'])('refuses to list %s', async (query) => {
    const response = await fetch(`${collector.url}/api/v1/annotations?site_id=${site}${query}`);
    expect(await readError(response)).toMatchObject({
      status: 400,
      code: 'invalid_query',
      message: expect.stringMatching(/^date_range: /) as string,
    });
  });
});
