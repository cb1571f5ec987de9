/** Where an address is registered, as far as the databases know; empty or 0 where they do not. */
export interface Whereabouts {
  /** ISO 3166-1 alpha-2 code. */
  country: string;
  /** ISO 3166-2 code, such as `US-CA`. */
  region: string;
  /** GeoNames id. */
  city: number;
  /** In English. */
  cityName: string;
  /** Number of the autonomous system: the network that the address belongs to. */
  asn: number;
}

export type WhereaboutsOf = (ip: string) => Whereabouts;

export const nowhere: Whereabouts = { country: '', region: '', city: 0, cityName: '', asn: 0 };
