import { InvalidArgumentError, Option } from 'commander';

/** An option that is an environment variable as well. */
export function option(
  flags: string,
  env: string,
  description: string,
  parse?: (text: string) => unknown,
): Option {
  const made = new Option(flags, description).env(env);
  return parse ? made.argParser(parse) : made;
}

/** Parses a whole number. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}.`);
  };
}

/** Parses a list of AS numbers (RFC 6793); `none` is an empty one. */
export function networks(text: string): number[] {
  if (text.trim() === 'none') return [];
  return list(text).map((item) => integer(1, 4_294_967_295)(item.replace(/^AS/i, '')));
}

/** Parses a list with commas between. */
export function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
