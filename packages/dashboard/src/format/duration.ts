import { nothing } from './number.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** From seconds to its two largest units: `45s`, `2m 05s`, `1h 02m`. */
export function toDurationText(seconds: number | null): string {
  if (seconds === null) return nothing;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  // In minutes first, so that 3,599.9 s of a minute never reads "60m".
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}
