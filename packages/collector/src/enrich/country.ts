import { unwatchFile, watchFile } from 'node:fs';
import { createRequire } from 'node:module';
import { open, type CountryResponse, type Reader } from 'maxmind';
import { StartupError } from '../errors.ts';

/** ISO 3166-1 alpha-2 code of the country an address is registered in; empty where unknown. */
export type CountryOf = (ip: string) => string;

/** Two shapes are in use: MaxMind's own, and the flat one of the bundled database. */
type CountryRecord = CountryResponse & { country_code?: string };

export interface Countries {
  of: CountryOf;
  /** Looks no longer after the file. */
  close: () => void;
}

/** How often the operator's file is looked at, ms. */
const lookEveryMs = 5_000;

/**
 * Opens the operator's mmdb file, or the bundled CC0 one (`@ip-location-db/geo-whois-asn-country-mmdb`). The operator's
 * is read again when it changes; one that cannot be read, or not yet, leaves the last one in use.
 */
export async function openCountryDatabase(
  path: string | undefined,
  follow: { onProblem?: (error: unknown) => void; everyMs?: number } = {},
): Promise<Countries> {
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
  // Not maxmind's own watch: a file that is half written would end the process.
  const read = async (): Promise<void> => {
    try {
      reader = await open<CountryRecord>(file);
    } catch (error) {
      follow.onProblem?.(error);
    }
  };
  const onChange = (): void => void read();
  if (path !== undefined)
    watchFile(file, { persistent: false, interval: follow.everyMs ?? lookEveryMs }, onChange);
  return {
    of: (ip) => {
      const record = reader.get(ip);
      return record?.country?.iso_code ?? record?.country_code ?? '';
    },
    close: () => unwatchFile(file, onChange),
  };
}
