import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Query } from '@passerby/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useCollector } from './use-collector.ts';
import { writeMmdb } from './write-mmdb.ts';

// Two cities of one name, and a network, by databases of the operator's.
const directory = mkdtempSync(join(tmpdir(), 'places-'));
const [geoDb, asnDb] = [join(directory, 'cities.mmdb'), join(directory, 'networks.mmdb')];
const city = (region: string, geoname_id: number): object => ({
  country: { iso_code: 'US' },
  subdivisions: [{ iso_code: region }],
  city: { geoname_id, names: { en: 'Springfield' } },
});
writeFileSync(
  geoDb,
  writeMmdb({ '192.0.2.0/25': city('IL', 4_250_542), '192.0.2.128/25': city('MO', 4_409_896) } as never),
);
writeFileSync(asnDb, writeMmdb({ '192.0.2.0/24': { autonomous_system_number: 64_496 } }));
afterAll(() => rmSync(directory, { recursive: true }));

const collector = useCollector({ geoDb, asnDb });

beforeAll(async () => {
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.201', '198.51.100.1'])
    await collector.send([{}], {}, { 'x-forwarded-for': address });
  await collector.whenStored(4);
});

it.each<[NonNullable<Query['dimensions']>, [string[], number][]]>([
  [
    ['visit:region'],
    [
      [['US-IL'], 2],
      [[''], 1],
      [['US-MO'], 1],
    ],
  ],
  [
    ['visit:city', 'visit:city_name'],
    [
      [['4250542', 'Springfield'], 2],
      [['', ''], 1],
      [['4409896', 'Springfield'], 1],
    ],
  ],
  [
    ['visit:city_name'],
    [
      [['Springfield'], 3],
      [[''], 1],
    ],
  ],
  [
    ['visit:asn'],
    [
      [['64496'], 3],
      [[''], 1],
    ],
  ],
])('visits are told by %j', async (dimensions, rows) => {
  const { results } = await collector.query({ metrics: ['visits'], dimensions });
  expect(results.map((row) => [row.dimensions, row.metrics[0]])).toEqual(rows);
});

it('filters look at places', async () => {
  const visits = async (filter: NonNullable<Query['filters']>[number]): Promise<unknown> =>
    (await collector.query({ metrics: ['visits'], filters: [filter] })).results[0]?.metrics[0];
  expect(await visits(['is', 'visit:city', ['4409896']])).toBe(1);
  expect(await visits(['is', 'visit:city_name', ['Springfield']])).toBe(3);
  expect(await visits(['is_not', 'visit:region', ['US-IL']])).toBe(2);
  expect(await visits(['has_done', ['is', 'visit:asn', ['64496']]])).toBe(3);
});
