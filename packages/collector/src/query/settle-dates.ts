import type { Comparison, DateRange } from '@passerby/wire';
import type { Site } from '../control/sites.ts';
import { toTexts } from './answer-query.ts';
import { toRange } from './date-range.ts';

/**
 * The same question with its ranges as date-times, because a name such as `7d` is another range tomorrow; and the end of the
 * latest range, ms. Throws `invalid_query`.
 */
export function settleDates<
  Question extends { date_range: DateRange; include?: { comparisons?: Comparison } },
>(question: Question, site: Site): { question: Question; reach: number } {
  const now = Date.now();
  let reach = -Infinity;
  const settle = (named: DateRange): DateRange => {
    const range = toRange(named, site, now);
    reach = Math.max(reach, range.to.toMillis());
    return toTexts(range);
  };
  const settled = { ...question, date_range: settle(question.date_range) };
  const compared = question.include?.comparisons;
  // The other modes look further back than the range itself.
  if (compared?.mode === 'custom') {
    const comparisons = { ...compared, date_range: settle(compared.date_range) };
    settled.include = { ...question.include, comparisons };
  }
  return { question: settled, reach };
}
