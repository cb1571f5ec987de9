import type { FunnelReply } from '@passerby/wire';
import { toCountText, toPercentText } from '../format/number.ts';
import { toValueName } from '../lists/value-name.ts';
import type { PageProps } from '../pages/page-props.ts';
import type { FilterDimension } from '../state/filters.ts';
import { type Step, windows } from '../state/report-choice.ts';
import { freshTable, type View } from '../state/view.ts';
import { texts } from '../texts.ts';
import { breakdowns } from './breakdown-field.tsx';
import { ReportSection } from './report-section.tsx';
import { useReportAnswer } from './use-report-answer.ts';
import { ValueTable } from './value-table.tsx';

const dimensionOf: Record<Step['kind'], FilterDimension> = {
  page: 'event:page',
  event: 'event:name',
  goal: 'event:goal',
};

/** How many visitors do each step, and the same by another thing. */
export function FunnelAnswer({ api, view, changeView, onLocked }: PageProps) {
  const { steps } = view;
  const by = breakdowns.find((each) => each === view.by);
  const answer = useReportAnswer<FunnelReply>({ api, view, onLocked }, 'funnel', {
    steps: steps.map(({ kind, name }) => ({ [kind]: name })),
    window: windows[view.window],
    ...(by && { breakdown: by, limit: 50 }),
  });
  return (
    <ReportSection view={view} answer={answer} toRows={(reply) => toRows(reply, by)}>
      {(reply) => (
        <>
          <ValueTable
            {...{ view, changeView }}
            columns={texts.stepColumns}
            rows={reply.steps.map(({ name, visitors, step_rate, conversion_rate, dropped }, index) => ({
              dimension: dimensionOf[steps[index]?.kind ?? 'page'],
              value: name,
              share: conversion_rate ?? 0,
              ...(steps[index]?.kind === 'page' && name.includes('*') && { instead: toPages(name) }),
              cells: [
                toCountText(visitors),
                toPercentText(step_rate),
                toPercentText(conversion_rate),
                toCountText(dropped),
              ],
            }))}
          />
          {by && reply.breakdown && (
            <ValueTable
              {...{ view, changeView }}
              columns={[
                texts.dimension(by),
                ...reply.steps.map(({ name }) => name),
                texts.columns.conversion_rate,
              ]}
              rows={reply.breakdown.map(({ value, steps: counts }) => ({
                dimension: by,
                value,
                cells: [
                  ...counts.map(({ visitors }) => toCountText(visitors)),
                  toPercentText(counts.at(-1)?.conversion_rate ?? null),
                ],
              }))}
            />
          )}
        </>
      )}
    </ReportSection>
  );
}

/** Many pages are no value to filter by; the longest part that all of them have finds them. */
function toPages(glob: string): { hint: string; change: Partial<View> } {
  const [find = ''] = glob.split('*').toSorted((one, other) => other.length - one.length);
  return { hint: texts.openList['event:page'], change: { page: 'pages', ...freshTable, find } };
}

/** The funnel of all, then those of the values. */
function toRows(
  { steps, breakdown = [] }: FunnelReply,
  by: FilterDimension | undefined,
): (string | number | null)[][] {
  const ofValue = (value: string, counts: FunnelReply['steps']): (string | number | null)[][] =>
    counts.map(({ name, visitors, step_rate, conversion_rate, dropped }) => [
      ...(by ? [value] : []),
      name,
      visitors,
      step_rate,
      conversion_rate,
      dropped,
    ]);
  return [
    [...(by ? [texts.dimension(by)] : []), ...texts.stepColumns],
    ...ofValue('', steps),
    ...breakdown.flatMap((each) => ofValue(by ? toValueName(by, each.value) : '', each.steps)),
  ];
}
