import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { whenTrue } from '../../test/when-true.ts';
import { writeMmdb } from '../../test/write-mmdb.ts';
import { StartupError } from '../errors.ts';
import { openWhereabouts } from './open-whereabouts.ts';
import { nowhere, type WhereaboutsOf } from './whereabouts.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'geo-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, networks: Parameters<typeof writeMmdb>[0]): string {
  const file = join(directory, name);
  // Never half a file: as the programs do that download databases.
  writeFileSync(`${file}.new`, writeMmdb(networks));
  renameSync(`${file}.new`, file);
  return file;
}

describe('the bundled database', () => {
  let of: WhereaboutsOf;
  beforeAll(async () => {
    of = (await openWhereabouts({})).of;
  });

  it.each([
    ['8.8.8.8', 'US'],
    ['193.99.144.80', 'DE'],
    ['2a00:1450:4001:80b::200e', 'IE'],
    ['127.0.0.1', ''],
    ['10.0.0.1', ''],
    ['::1', ''],
    ['unknown', ''],
    ['', ''],
    ['999.999.999.999', ''],
  ])('says that %s is registered in "%s", and no more', (ip, country) => {
    expect(of(ip)).toEqual({ ...nowhere, country });
  });
});

describe('a database of the operator’s', () => {
  it('tells region and city in the shape of MaxMind, and in that of ip-location-db what it has', async () => {
    const { of } = await openWhereabouts({
      geoDb: write('cities.mmdb', {
        '192.0.2.0/24': {
          country: { iso_code: 'DE' },
          subdivisions: [{ iso_code: 'BY', names: { en: 'Bavaria' } }, { iso_code: 'X' }],
          city: { geoname_id: 2_867_714, names: { de: 'München', en: 'Munich' } },
        },
        '198.51.100.0/25': { country_code: 'FR', city: 'Paris', state1: 'Île-de-France' },
        '2001:db8::/32': { country: { iso_code: 'JP' } },
        '203.0.113.0/24': { subdivisions: [{ iso_code: 'BY' }] },
      }),
    });
    expect(of('192.0.2.77')).toEqual({
      ...nowhere,
      country: 'DE',
      region: 'DE-BY',
      city: 2_867_714,
      cityName: 'Munich',
    });
    expect(of('198.51.100.1')).toEqual({ ...nowhere, country: 'FR', cityName: 'Paris' });
    expect(of('198.51.100.200')).toEqual(nowhere);
    expect(of('2001:db8::1')).toEqual({ ...nowhere, country: 'JP' });
    expect(of('203.0.113.1')).toEqual(nowhere);
  });

  it('tells the network, beside the bundled countries', async () => {
    const { of } = await openWhereabouts({
      asnDb: write('networks.mmdb', {
        '8.8.8.0/24': { autonomous_system_number: 15_169 },
        '192.0.2.0/24': { asn: 'AS64496' },
      }),
    });
    expect(of('8.8.8.8')).toEqual({ ...nowhere, country: 'US', asn: 15_169 });
    expect(of('192.0.2.1').asn).toBe(64_496);
    expect(of('198.51.100.1').asn).toBe(0);
  });

  it.each(['geoDb', 'asnDb'] as const)(
    'that is none is an error which names the setting (%s)',
    async (which) => {
      for (const path of ['/nowhere/countries.mmdb', fileURLToPath(import.meta.url)]) {
        const opened = openWhereabouts({ [which]: path });
        await expect(opened).rejects.toThrow(StartupError);
        await expect(opened).rejects.toThrow(/^PASSERBY_(GEO|ASN)_DB: cannot read ".+" as an mmdb file/);
      }
    },
  );

  it.each([
    ['geoDb', 'PASSERBY_GEO_DB', ['DE', 'AT', 'FR'].map((iso_code) => ({ country: { iso_code } }))],
    ['asnDb', 'PASSERBY_ASN_DB', [1, 2, 3].map((number) => ({ autonomous_system_number: number }))],
  ] as const)(
    'is read again when it changes, and one that is half written changes nothing (%s)',
    async (which, setting, [first, half, last]) => {
      const networks = (row: object | undefined): Parameters<typeof writeMmdb>[0] =>
        ({ '192.0.2.0/24': row }) as never;
      const path = write('changing.mmdb', networks(first));
      const onProblem = vi.fn<(setting: string, error: unknown) => void>();
      const whereabouts = await openWhereabouts({ [which]: path }, { onProblem, everyMs: 20 });
      const found = (): unknown => {
        const { country, asn } = whereabouts.of('192.0.2.1');
        return which === 'geoDb' ? { country: { iso_code: country } } : { autonomous_system_number: asn };
      };
      expect(found()).toEqual(first);
      writeFileSync(path, writeMmdb(networks(half)).subarray(0, 100));
      await whenTrue(() => expect(onProblem).toHaveBeenCalledWith(setting, expect.anything()));
      expect(found()).toEqual(first);
      write('changing.mmdb', networks(last));
      await whenTrue(() => expect(found()).toEqual(last));
      whereabouts.close();
    },
  );
});
