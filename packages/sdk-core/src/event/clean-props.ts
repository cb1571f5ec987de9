import { limits, type Props } from '@passerby/wire';
import { byteLength, cut } from './byte-length.ts';

/** Properties as a page may write them: `null` and `undefined` are left out, as if never written. */
export type PropsInput = Record<string, string | number | boolean | null | undefined>;

/**
 * Makes props that the collector takes. Strings are cut to 1 KiB; whatever is no string, finite number or
 * boolean is left out, as are keys over 64 bytes and those after the 50th. The keys of what was changed or left
 * out are added to `changed`. Throws what a getter of the page throws.
 */
export function cleanProps(props: PropsInput, changed: string[]): Props {
  const clean: Props = {};
  let count = 0;
  for (const key of Object.keys(props)) {
    const value = props[key];
    if (value === undefined || value === null) continue;
    const kept = typeof value === 'string' ? cut(value, limits.propValueBytes) : value;
    const fits = isKey(key) && isValue(kept) && count < limits.propsPerEvent;
    if (fits) {
      clean[key] = kept;
      count++;
    }
    if (!fits || kept !== value) changed.push(key);
  }
  return clean;
}

// JSON parsers refuse a whole body for a `__proto__` key.
const isKey = (key: string): boolean =>
  key !== '' && key !== '__proto__' && byteLength(key) <= limits.propKeyBytes;

const isValue = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
