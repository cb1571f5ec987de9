const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index));
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const known = letters
  .flatMap((first) => letters.map((second) => first + second))
  .map((code) => ({ code, name: names.of(code) }))
  .filter((country): country is { code: string; name: string } => country.name !== undefined);

/** The codes of ISO 3166-1 (and what else CLDR has a name for, such as `XK`), and at the same place the English name of each. */
export const countryCodes: string[] = known.map(({ code }) => code);
export const countryNames: string[] = known.map(({ name }) => name);
