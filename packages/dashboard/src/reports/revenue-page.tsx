import type { RevenueOfCurrency, RevenueReply } from '@passerby/wire';
import { toCountText, toMoneyText, toShare } from '../format/number.ts';
import { toDayText, toMomentText, toMonthText } from '../format/time-label.ts';
import { toValueName } from '../lists/value-name.ts';
import { useRoving } from '../nav/use-roving.ts';
import type { PageProps } from '../pages/page-props.ts';
import { type Range, toLastDay, toPointRange } from '../state/date-range.ts';
import { type FilterDimension, toPropDimension } from '../state/filters.ts';
import { usePropertyNames } from '../table/use-property-names.ts';
import { texts } from '../texts.ts';
import { BreakdownField, breakdowns } from './breakdown-field.tsx';
import { ReportSection } from './report-section.tsx';
import { useReportAnswer } from './use-report-answer.ts';
import { ValueTable } from './value-table.tsx';

const named = [...breakdowns, 'event:goal', 'event:name', 'event:page'] as const;

/** What came in, each currency by itself: in all, over time, and by what it came from. */
export function RevenuePage({ api, view, changeView, onLocked }: PageProps) {
  const names = usePropertyNames({ api, view, onLocked });
  const dimensions: FilterDimension[] = [...named, ...names.map(toPropDimension)];
  const by = view.by ?? 'visit:channel';
  const answer = useReportAnswer<RevenueReply>({ api, view, onLocked }, 'revenue', {
    breakdown: by,
    limit: 50,
  });
  return (
    <>
      <form class="form report-form" aria-label={texts.breakdown}>
        <BreakdownField
          dimensions={dimensions.includes(by) ? dimensions : [by, ...dimensions]}
          chosen={by}
          onChoose={(chosen) => changeView({ by: chosen })}
        />
      </form>
      <ReportSection view={view} answer={answer} toRows={(reply) => toRows(reply, by)}>
        {({ currencies, meta }) =>
          currencies.length === 0 ? (
            <p class="list-note">{texts.noRevenue}</p>
          ) : (
            currencies.map((each) => (
              <section key={each.currency} class="money" aria-label={texts.revenueOf(each.currency)}>
                <dl class="money-figures">
                  {toFigures(each).map((text, index) => (
                    <div key={index}>
                      <dt>{texts.revenueColumns[index]}</dt>
                      <dd>{text}</dd>
                    </div>
                  ))}
                </dl>
                <Bars
                  currency={each.currency}
                  labels={meta.time_labels}
                  overTime={each.over_time}
                  onOpen={(range) => changeView({ range })}
                />
                {each.breakdown && (
                  <ValueTable
                    {...{ view, changeView }}
                    columns={[texts.dimension(by), ...texts.revenueColumns.slice(0, 3)]}
                    rows={each.breakdown.map(({ value, revenue, sales, buyers }) => ({
                      dimension: by,
                      value,
                      share: toShare(Math.max(0, revenue), each.revenue),
                      cells: [toMoneyText(revenue, each.currency), toCountText(sales), toCountText(buyers)],
                    }))}
                  />
                )}
              </section>
            ))
          )
        }
      </ReportSection>
    </>
  );
}

const toFigures = ({ currency, revenue, sales, buyers, average }: RevenueOfCurrency): string[] => [
  toMoneyText(revenue, currency),
  toCountText(sales),
  toCountText(buyers),
  toMoneyText(average, currency),
];

interface BarsProps {
  currency: string;
  labels: string[];
  overTime: RevenueOfCurrency['over_time'];
  /** Shows an hour, a day or a month alone. */
  onOpen: (range: Range) => void;
}

/** A bar for each step of time; each leads to it. */
function Bars({ currency, labels, overTime, onOpen }: BarsProps) {
  const found = new Map(overTime.map(({ time, revenue }) => [time, revenue]));
  const most = Math.max(1, ...found.values());
  const best = overTime.find(({ revenue }) => revenue === most);
  const [first = '', last = ''] = [labels[0], labels.at(-1)];
  const isByMonth = labels.length > 1 && labels.every((label) => label.endsWith('-01'));
  const toText = isByMonth ? toMonthText : first.length > 10 ? toMomentText : toDayText;
  const hints = labels.map((label) =>
    texts.barHint(toText(label), toMoneyText(found.get(label) ?? 0, currency)),
  );
  const roving = useRoving(labels.length);
  const toHeight = (label: string): string => `${toShare(Math.max(0, found.get(label) ?? 0), most)}%`;
  return (
    <figure class="minutes">
      {best && (
        <figcaption>{texts.bestRevenue(toMoneyText(best.revenue, currency), toText(best.time))}</figcaption>
      )}
      <div role="group" aria-label={texts.chartTitle} onKeyDown={roving.onKeyDown}>
        {labels.map((label, index) => (
          <button
            key={label}
            type="button"
            aria-label={hints[index]}
            title={`${hints[index]}\n${texts.daysHint}`}
            {...roving.of(index)}
            onClick={() => onOpen(isByMonth ? [label, toLastDay(label, 'month')] : toPointRange(label))}
          >
            <i style={{ height: toHeight(label) }} />
          </button>
        ))}
      </div>
      <p aria-hidden="true">
        <span>{toText(first)}</span>
        <span>{toText(last)}</span>
      </p>
    </figure>
  );
}

/** Currencies one after the other. */
function toRows({ currencies }: RevenueReply, by: FilterDimension): (string | number | null)[][] {
  return [
    [texts.currency, texts.dimension(by), ...texts.revenueColumns.slice(0, 3)],
    ...currencies.flatMap(({ currency, breakdown = [] }) =>
      breakdown.map(({ value, revenue, sales, buyers }) => [
        currency,
        toValueName(by, value),
        revenue,
        sales,
        buyers,
      ]),
    ),
  ];
}
