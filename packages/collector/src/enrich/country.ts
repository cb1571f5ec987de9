import { createRequire } from 'node:module';
import { open, type CountryResponse, type Reader } from 'maxmind';
import { StartupError } from '../errors.ts';

/** ISO 3166-1 alpha-2 code of the country an address is registered in; empty where unknown. */
export type CountryOf = (ip: string) => string;

/** Two shapes are in use: MaxMind's own, and the flat one of the bundled database. */
type CountryRecord = CountryResponse & { country_code?: string };

/** Opens the operator's mmdb file, or the bundled CC0 one (`@ip-location-db/geo-whois-asn-country-mmdb`). */
export async function openCountryDatabase(path: string | undefined): Promise<CountryOf> {
  const file =
    path ??
    createRequire(import.meta.url).resolve(
      '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
    );
  let reader: Reader<CountryRecord>;
  try {
    reader = await open<CountryRecord>(file);
  } catch (cause) {
    throw new StartupError(
      `PASSERBY_GEO_DB: cannot read "${file}" as an mmdb file; give a country database`,
      {
        cause,
      },
    );
  }
  return (ip) => {
    const record = reader.get(ip);
    return record?.country?.iso_code ?? record?.country_code ?? '';
  };
}
