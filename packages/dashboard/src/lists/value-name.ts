import type { FilterDimension } from '../state/filters.ts';
import { locale, texts } from '../texts.ts';

const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
const devices = new Map(Object.entries(texts.devices));

const paths = new Set<FilterDimension>([
  'event:page',
  'visit:entry_page',
  'visit:exit_page',
  'visit:referrer',
]);

/** A value of a dimension as people read it: `DE` is Germany, no source is Direct. */
export function toValueName(dimension: FilterDimension, value: string): string {
  if (value === '') return texts.missing(dimension);
  // A value of blanks alone would be an empty row.
  if (value.trim() === '') return JSON.stringify(value);
  if (dimension === 'visit:country') return toCountryName(value);
  if (dimension === 'visit:region') return toRegionName(value);
  if (paths.has(dimension)) return toReadablePath(value);
  if (dimension === 'visit:device') return devices.get(value) ?? value;
  return value;
}

function toCountryName(code: string): string {
  try {
    return countries.of(code) ?? code;
  } catch {
    // Not the shape of a region code (RangeError): shown as it is.
    return code;
  }
}

/** `US-CA` is `US-CA, United States`: browsers have no names for the parts of countries. */
function toRegionName(code: string): string {
  const country = code.slice(0, 2);
  const name = code.charAt(2) === '-' ? toCountryName(country) : country;
  return name === country ? code : `${code}, ${name}`;
}

/** `/caf%C3%A9` is `/café`. */
function toReadablePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // Not UTF-8 (URIError): shown as it was sent.
    return path;
  }
}
