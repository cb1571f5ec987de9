import type { RetentionReply } from '@passerby/wire';
import { toCountText, toExactText, toPercentText } from '../format/number.ts';
import { toDayText, toMonthText } from '../format/time-label.ts';
import type { PageProps } from '../pages/page-props.ts';
import { toDates, toLastDay, toLocalTime } from '../state/date-range.ts';
import { freshTable } from '../state/view.ts';
import { type Period, periods } from '../state/report-choice.ts';
import { texts } from '../texts.ts';
import { useRoving } from '../nav/use-roving.ts';
import { Radios } from './radios.tsx';
import { ReportSection } from './report-section.tsx';
import { useReportAnswer } from './use-report-answer.ts';

/** When visitors come back: a row for each period of first visits, a column for each period after it. */
export function RetentionPage({ api, view, site, changeView, onLocked }: PageProps) {
  const today = toLocalTime(site.timezone, new Date()).slice(0, 10);
  const period = view.period ?? toPeriod(toDates(view.range, today));
  const answer = useReportAnswer<RetentionReply>({ api, view, onLocked }, 'retention', { period });
  return (
    <>
      <Radios
        name="period"
        label={texts.period}
        options={periods.map((each) => [each, texts.periods[each]] as const)}
        chosen={period}
        onChoose={(chosen) => changeView({ period: chosen })}
      />
      <ReportSection
        view={view}
        answer={answer}
        toRows={({ cohorts }) => [
          [texts.cohort, texts.columns.visitors, ...cohorts.slice(1).map((_, after) => after + 1)],
          ...cohorts.map(({ cohort, returned }) => [cohort, ...returned]),
        ]}
        note={({ meta }) =>
          texts.retentionNote(toExactText(meta.identified_visits), toExactText(meta.visits))
        }
      >
        {({ cohorts }) => (
          <Cohorts
            cohorts={cohorts}
            period={period}
            onOpen={(start) =>
              changeView({ page: 'overview', range: [start, toLastDay(start, period)], ...freshTable })
            }
          />
        )}
      </ReportSection>
    </>
  );
}

interface CohortsProps {
  cohorts: RetentionReply['cohorts'];
  period: Period;
  /** Shows the numbers of the period that begins with this day. */
  onOpen: (start: string) => void;
}

/** A row leads to the period of the first visits, a rate in it to the one in which they came again. */
function Cohorts({ cohorts, period, onOpen }: CohortsProps) {
  const counted = cohorts.flatMap(({ cohort, visitors, rates }) =>
    visitors > 0 ? rates.slice(1).map((_, after) => `${cohort} ${after + 1}`) : [],
  );
  const places = new Map(counted.map((cell, index) => [cell, index]));
  const roving = useRoving(counted.length);
  return (
    <div class="data-scroll">
      <table class="data is-plain retention">
        <thead>
          <tr>
            <th scope="col">{texts.cohort}</th>
            <th scope="col">{texts.columns.visitors}</th>
            {cohorts.slice(1).map(({ cohort }, after) => (
              <th key={cohort} scope="col">
                {texts.cohortColumn(after + 1, period)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={roving.onKeyDown}>
          {cohorts.map(({ cohort, visitors, returned, rates }, row) => (
            <tr key={cohort} class="opens" onClick={() => onOpen(cohort)}>
              <th scope="row">
                <button type="button" class="link" title={texts.daysHint}>
                  {period === 'month' ? toMonthText(cohort) : toDayText(cohort)}
                </button>
              </th>
              <td title={toExactText(visitors)}>{toCountText(visitors)}</td>
              {rates.slice(1).map((rate, index) => {
                // A column is so many periods later.
                const after = index + 1;
                if (visitors === 0) return <td key={after}>{toPercentText(rate)}</td>;
                return (
                  <td key={after} class="has-rate" style={{ '--share': (rate ?? 0) / 100 }}>
                    <button
                      type="button"
                      title={`${texts.cohortCell(toExactText(returned[after] ?? 0), after, period)}\n${texts.daysHint}`}
                      {...roving.of(places.get(`${cohort} ${after}`) ?? 0)}
                      onClick={(event) => {
                        event.stopPropagation();
                        onOpen(cohorts[row + after]?.cohort ?? cohort);
                      }}
                    >
                      {toPercentText(rate)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** By day up to two weeks, by week up to a quarter of a year. */
function toPeriod([first, last]: [first: string, last: string]): Period {
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000;
  return days < 14 ? 'day' : days < 100 ? 'week' : 'month';
}
