/** What a range can be compared with: as many days just before it, the same dates a year before, or nothing. */
export const comparisons = ['period', 'year', 'off'] as const;
export type Comparison = (typeof comparisons)[number];
/** Those that are of another time. */
export type ComparedTime = Exclude<Comparison, 'off'>;

/** From its text in the address; without one, or with another, the time just before. */
export const parseComparison = (text: string | null): Comparison =>
  comparisons.find((each) => each === text) ?? 'period';

/** The one after it, the first after the last. */
export const toNextComparison = (comparison: Comparison): Comparison =>
  comparisons[comparisons.indexOf(comparison) + 1] ?? comparisons[0];
