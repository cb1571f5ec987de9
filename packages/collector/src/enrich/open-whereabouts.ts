import { createRequire } from 'node:module';
import type { Follow } from './followed-file.ts';
import { openMmdb } from './mmdb.ts';
import type { Whereabouts, WhereaboutsOf } from './whereabouts.ts';

/** Two shapes are in use: MaxMind's own, and the flat one of ip-location-db. */
interface PlaceRow {
  country?: { iso_code?: string };
  country_code?: string;
  subdivisions?: { iso_code?: string }[];
  city?: { geoname_id?: number; names?: { en?: string } } | string;
}

/** MaxMind's shape, and that of IPinfo (`AS64496`). */
interface NetworkRow {
  autonomous_system_number?: number;
  asn?: string;
}

/**
 * Opens the operator's databases: places (countries, with regions and cities where it has them) and networks. Without
 * one of places it is the bundled CC0 one of countries (`@ip-location-db/geo-whois-asn-country-mmdb`); without one of
 * networks they are unknown.
 */
export async function openWhereabouts(
  files: { geoDb?: string | undefined; asnDb?: string | undefined },
  follow: Follow = {},
): Promise<{ of: WhereaboutsOf; close: () => void }> {
  const places = await openMmdb<PlaceRow>(
    {
      path:
        files.geoDb ??
        createRequire(import.meta.url).resolve(
          '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
        ),
      setting: 'PASSERBY_GEO_DB',
      give: 'a country database',
      isFollowed: files.geoDb !== undefined,
    },
    follow,
  );
  const networks =
    files.asnDb === undefined
      ? undefined
      : await openMmdb<NetworkRow>(
          {
            path: files.asnDb,
            setting: 'PASSERBY_ASN_DB',
            give: 'a network (ASN) database',
            isFollowed: true,
          },
          follow,
        );
  return {
    of: (ip) => ({ ...toPlace(places.find(ip)), asn: toAsn(networks?.find(ip)) }),
    close() {
      places.close();
      networks?.close();
    },
  };
}

function toPlace(row: PlaceRow | null): Omit<Whereabouts, 'asn'> {
  const country = row?.country?.iso_code ?? row?.country_code ?? '';
  const region = row?.subdivisions?.[0]?.iso_code;
  const city = row?.city;
  return {
    country,
    region: country === '' || region === undefined ? '' : `${country}-${region}`,
    city: typeof city === 'object' ? (city.geoname_id ?? 0) : 0,
    cityName: (typeof city === 'object' ? city.names?.en : city) ?? '',
  };
}

function toAsn(row: NetworkRow | null | undefined): number {
  return row?.autonomous_system_number ?? (Number(row?.asn?.replace(/^AS/, '')) || 0);
}
