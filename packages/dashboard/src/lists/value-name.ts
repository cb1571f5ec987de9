import type { FilterDimension } from '../state/filters.ts';
import { locale, texts } from '../texts.ts';

const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
const devices = new Map(Object.entries(texts.devices));

/** A value of a dimension as people read it: `DE` is Germany, no source is Direct. */
export function toValueName(dimension: FilterDimension, value: string): string {
  if (value === '') return texts.missing[dimension];
  // A value of blanks alone would be an empty row.
  if (value.trim() === '') return JSON.stringify(value);
  if (dimension === 'visit:country') return toCountryName(value);
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
