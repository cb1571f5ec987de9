import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { StartupError } from '../errors.ts';
import { openCountryDatabase, type CountryOf } from './country.ts';
import { whenTrue } from '../../test/when-true.ts';

let countryOf: CountryOf;
beforeAll(async () => {
  countryOf = (await openCountryDatabase(undefined)).of;
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
])('%s is registered in "%s"', (ip, country) => {
  expect(countryOf(ip)).toBe(country);
});

it.each(['/nowhere/countries.mmdb', fileURLToPath(import.meta.url)])(
  '%s is no database, and the error names the setting',
  async (path) => {
    const opened = openCountryDatabase(path);
    await expect(opened).rejects.toThrow(StartupError);
    await expect(opened).rejects.toThrow(/^PASSERBY_GEO_DB: cannot read ".+" as an mmdb file/);
  },
);

it('the operator’s file is read again when it changes, and one that is half written changes nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'geo-'));
  const file = join(directory, 'countries.mmdb');
  copyFileSync(
    createRequire(import.meta.url).resolve(
      '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
    ),
    file,
  );
  const onProblem = vi.fn<(error: unknown) => void>();
  const countries = await openCountryDatabase(file, { onProblem, everyMs: 20 });
  const of = (): string => countries.of('193.99.144.80');
  expect(of()).toBe('DE');
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, 1_000));
  await whenTrue(() => expect(onProblem).toHaveBeenCalled());
  expect(of()).toBe('DE');
  // Another country in the place of Germany: a text of two bytes in MaxMind's format begins with 0x42.
  const other = Buffer.from(whole.toString('latin1').replaceAll('\x42DE', '\x42XX'), 'latin1');
  writeFileSync(`${file}.new`, other);
  renameSync(`${file}.new`, file);
  await whenTrue(() => expect(of()).toBe('XX'));
  countries.close();
  rmSync(directory, { recursive: true });
});
