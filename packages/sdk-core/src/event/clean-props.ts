import { limits, type Props } from '@passerby/wire';
import { explain } from '../debug.ts';
import { cut } from './byte-length.ts';

/** Properties as a page may write them: `null` and `undefined` are left out, as if never written. */
export type PropsInput = Record<string, string | number | boolean | null | undefined>;

/**
 * Makes props that can be stored and sent: strings are cut to 1 KiB; what JSON has no number, text or truth value
 * for is left out. Throws what a getter of the page throws.
 */
export const cleanProps = (props: PropsInput): Props =>
  JSON.parse(JSON.stringify(props), (key, value: unknown) => {
    if (typeof value === 'string') return cut(value, limits.propValueBytes);
    // The reviver gets the whole map too, with an empty key.
    if (!key || typeof value !== 'object') return value;
    if (DEVELOPMENT) explain(`left out the property ${key}`);
    return undefined;
  });
