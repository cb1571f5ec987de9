import { locale } from '../texts.ts';

const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, {
  notation: 'compact',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const ratio = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** What stands where nothing can be computed. */
export const nothing = '–';

/** Whole below 100,000, then with a letter: `12,345`, `1.2M`. */
export function toCountText(count: number | null): string {
  if (count === null) return nothing;
  return Math.abs(count) < 100_000 ? plain.format(count) : compact.format(count);
}

/** Every digit, for tables and for screen readers. */
export function toExactText(count: number | null): string {
  return count === null ? nothing : plain.format(count);
}

/** One decimal at most: `2.4`. */
export function toRatioText(value: number | null): string {
  return value === null ? nothing : ratio.format(value);
}

/** Two decimals at most: `0.35`. */
export const toRateText = (value: number): string => fine.format(value);

/** From a number in percent, as the query API answers rates: `43%`. */
export function toPercentText(percent: number | null): string {
  if (percent === null) return nothing;
  if (percent > 0 && percent < 1) return '<1%';
  return `${plain.format(percent)}%`;
}

/** A rate of loss in percent, of which small parts matter: `0.31%`. */
export function toLossText(percent: number): string {
  return percent > 0 && percent < 0.01 ? '<0.01%' : `${fine.format(percent)}%`;
}

/** Share of a whole in percent, 0 to 100; 0 where there is no whole. */
export function toShare(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : 0;
}

/** An amount of money: `€1,234.50`. `currency`: its code of ISO 4217. */
export const toMoneyText = (amount: number, currency: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
