import { expect, it, vi } from 'vitest';
import { SiteTotals } from '../log/ledger.ts';
import { noRules } from './site-rules.ts';
import { createQuotas } from './quotas.ts';
import type { Site } from './sites.ts';

const site: Site = {
  id: 1,
  key: 'shop.example',
  origins: [],
  timezone: 'Asia/Kolkata',
  rules: noRules,
  limits: { monthlyQuota: 100 },
  isSampled: false,
  createdAt: 0,
};
const november = Date.parse('2026-11-30T18:00:00Z');
/** The month of Kolkata has begun, that of London has not. */
const december = Date.parse('2026-11-30T18:30:00Z');

type Stages = Parameters<typeof createQuotas>[0];

/** A log that has accepted so many events, and a ClickHouse that knows of more. */
function createStages(accepted: Record<string, number>) {
  const own = { accepted: 0 };
  const countAccepted = vi.fn<Stages['countAccepted']>(
    async (_site, range) => accepted[range.from.toFormat('yyyy-MM')] ?? 0,
  );
  const log = {
    totals: () => new Map([[1, new SiteTotals(new Map([['accepted', own.accepted]]))]]),
  };
  return { own, countAccepted, quotas: createQuotas({ log, countAccepted }) };
}

it('the room of a month is what all collectors left of it, less what came here since', async () => {
  const { own, quotas, countAccepted } = createStages({ '2026-11': 60 });
  own.accepted = 1_000;
  expect(await quotas.roomFor(site, november)).toBe(40);
  own.accepted += 30;
  expect(await quotas.roomFor(site, november + 1)).toBe(10);
  own.accepted += 30;
  expect(await quotas.roomFor(site, november + 2)).toBe(0);
  expect(countAccepted).toHaveBeenCalledTimes(1);
});

it('a month begins in the time zone of the site', async () => {
  const { quotas } = createStages({ '2026-11': 100, '2026-12': 1 });
  expect(await quotas.roomFor(site, november)).toBe(0);
  expect(await quotas.roomFor(site, december)).toBe(99);
});

it('others are counted again after some seconds, for which nobody waits', async () => {
  const accepted = { '2026-11': 60 };
  const { quotas } = createStages(accepted);
  expect(await quotas.roomFor(site, november)).toBe(40);
  accepted['2026-11'] = 90;
  expect(await quotas.roomFor(site, november + 10_001)).toBe(40);
  await vi.waitFor(async () => expect(await quotas.roomFor(site, november + 10_002)).toBe(10), 20_000);
});

it('while ClickHouse does not answer, what is known counts', async () => {
  const { own, quotas, countAccepted } = createStages({ '2026-11': 60 });
  countAccepted.mockRejectedValueOnce(new Error('down'));
  expect(await quotas.roomFor(site, november)).toBe(100);
  own.accepted += 30;
  expect(await quotas.roomFor(site, november + 1)).toBe(70);
  await quotas.roomFor(site, november + 1_001);
  await vi.waitFor(async () => expect(await quotas.roomFor(site, november + 1_002)).toBe(40), 20_000);
});

it('a site without a quota has all the room, and nothing is counted', async () => {
  const { quotas, countAccepted } = createStages({});
  expect(await quotas.roomFor({ ...site, limits: {} }, november)).toBe(Infinity);
  expect(countAccepted).not.toHaveBeenCalled();
});
