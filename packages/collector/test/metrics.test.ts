import { expect, it, vi } from 'vitest';
import { toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();

/** Our own metrics by name and labels. */
async function read(): Promise<Record<string, number>> {
  const response = await fetch(`${collector.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('passerby_events'));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

it('accepted events are stored, duplicates and rejected ones are counted apart', async () => {
  const batch = toBatch([{}, {}, { id: 'nope' }, { url: 'nope' }, { url: 'also nope' }]);
  for (const _ of [1, 2]) expect((await collector.post(batch)).status).toBe(202);
  await collector.whenStored(2);
  // Rows show a moment before the writer has counted them.
  await vi.waitFor(async () => expect(await read()).toMatchObject({ passerby_events_queued: 0 }));
  expect(await read()).toMatchObject({
    passerby_events_accepted_total: 2,
    passerby_events_duplicate_total: 2,
    'passerby_events_rejected_total{code="invalid_id"}': 2,
    'passerby_events_rejected_total{code="invalid_url"}': 4,
    passerby_events_stored_total: 2,
    passerby_events_queued: 0,
    passerby_events_poisoned_total: 0,
  });
});
