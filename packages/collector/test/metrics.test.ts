import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();

/** Our own metrics by name and labels. */
async function read(): Promise<Record<string, number>> {
  const response = await fetch(`${collector.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('passerby_'));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

it('accepted events are stored, duplicates and rejected ones are counted apart', async () => {
  const batch = toBatch([{}, {}, { id: 'nope' }, { url: 'nope' }, { url: 'also nope' }]);
  for (const _ of [1, 2]) expect((await collector.post(batch)).status).toBe(202);
  await collector.whenStored(2);
  // Rows show a moment before the writer has counted them.
  await whenTrue(async () => expect(await read()).toMatchObject({ passerby_events_queued: 0 }));
  expect(await read()).toMatchObject({
    passerby_events_accepted_total: 2,
    passerby_events_duplicate_total: 2,
    'passerby_events_rejected_total{code="invalid_id"}': 2,
    'passerby_events_rejected_total{code="invalid_url"}': 4,
    passerby_events_stored_total: 2,
    passerby_events_queued: 0,
    passerby_events_poisoned_total: 0,
    'passerby_site_events_total{site="shop.example",fate="accepted"}': 2,
    'passerby_site_events_total{site="shop.example",fate="rejected"}': 6,
    'passerby_site_events_rejected_total{site="shop.example",code="invalid_id"}': 2,
    'passerby_site_events_rejected_total{site="shop.example",code="invalid_url"}': 4,
    'passerby_site_events_queued{site="shop.example"}': 0,
    'passerby_site_events_never_arrived{site="shop.example"}': 0,
  });
});

it('sites have numbers of their own, the first hundred of them', async () => {
  for (let number = 0; number < 102; number++) {
    const site = `s${number}.example`;
    await collector.addSite(site);
    await collector.send([{}], { site });
  }
  const text = await (await fetch(`${collector.url}/metrics`)).text();
  const accepted = text
    .split('\n')
    .filter((line) => line.startsWith('passerby_site_events_total') && line.includes('"accepted"'));
  // The site of the test before is the first.
  expect(accepted).toHaveLength(101);
  expect(accepted).toContain('passerby_site_events_total{site="s98.example",fate="accepted"} 1');
  expect(accepted).toContain('passerby_site_events_total{site="other sites",fate="accepted"} 3');
  const lost = text.split('\n').filter((line) => line.startsWith('passerby_site_events_never_arrived{'));
  expect(lost).toHaveLength(101);
});

/** Names of a text, without what Prometheus puts behind those of a histogram. */
const namesIn = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/\b(?:passerby|process|nodejs)_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    ),
  );
const readDoc = (path: string): string =>
  readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8');

it('every metric is documented, and the dashboard for Grafana asks for none that is not there', async () => {
  const text = await (await fetch(`${collector.url}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  const own = names.filter((name) => name.startsWith('passerby_'));
  expect(own.length).toBeGreaterThan(10);
  const documented = namesIn(readDoc('reference/metrics.md'));
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
  const { panels } = JSON.parse(readDoc('grafana/passerby.json')) as {
    panels: { targets: { expr: string }[] }[];
  };
  const asked = namesIn(panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n'));
  expect([...asked].filter((name) => !names.includes(name))).toEqual([]);
  // And all of ours are on it.
  expect(own.filter((name) => !asked.has(name))).toEqual([]);
});

it('many small requests are few inserts, so that ClickHouse has no part for each (plausible#2334)', async () => {
  const site = 'many.example';
  await collector.addSite(site);
  await collector.stop();
  await collector.start({ maxLagMs: 1_000 });
  await Promise.all(Array.from({ length: 300 }, () => collector.send([{}], { site })));
  await collector.whenStored(300, site);
  expect((await read())['passerby_insert_seconds_count']).toBeLessThan(60);
});
