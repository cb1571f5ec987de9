import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { StartupError } from '../errors.ts';
import { openCountryDatabase, type CountryOf } from './country.ts';

let countryOf: CountryOf;
beforeAll(async () => {
  countryOf = await openCountryDatabase(undefined);
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
