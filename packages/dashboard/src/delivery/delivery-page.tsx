import { toExactText } from '../format/number.ts';
import { toDayText, toHourText } from '../format/time-label.ts';
import { LossPanel } from '../loss/loss-panel.tsx';
import { type Loss, lossQuery } from '../loss/loss.ts';
import { Answered } from '../notices/answered.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';
import { isOneDay, toLocalTime } from '../state/date-range.ts';
import { texts } from '../texts.ts';
import { type Health, loadHealth } from './health.ts';
import { RejectedEvents } from './rejected-events.tsx';

/** What became of the events: the sum, when it happened, why some were rejected, and which. */
export function DeliveryPage({ api, view, site, onLocked }: PageProps) {
  const today = toLocalTime(site.timezone, new Date()).slice(0, 10);
  const step = isOneDay(view.range, today) ? 'time:hour' : 'time:day';
  const query = lossQuery(site.site, view.range);
  const answer = useAnswer<Health>({
    api,
    key: JSON.stringify(query),
    load: (signal) => loadHealth(api, query, step, signal),
    onLocked,
  });
  return (
    <Answered answer={answer} class="report">
      {({ loss: sum, steps, reasons }) => (
        <>
          <LossPanel loss={sum} />
          <div class="lists">
            <section class="list is-half" aria-labelledby="delivery-time">
              <header>
                <h2 id="delivery-time">{texts.deliveryOverTime}</h2>
              </header>
              <div class="data-scroll">
                <table class="data is-plain">
                  <thead>
                    <tr>
                      <th scope="col">{texts.chartTime[step === 'time:hour' ? 'hour' : 'day']}</th>
                      {shown.map((metric) => (
                        <th key={metric} scope="col">
                          {texts.loss[metric]}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {steps.map(({ label, loss }) => (
                      <tr key={label}>
                        <th scope="row">{label.length > 10 ? toHourText(label) : toDayText(label)}</th>
                        {shown.map((metric) => (
                          <td key={metric}>{toExactText(loss[metric])}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {steps.length === 0 && <p class="list-note">{texts.lossNothing}</p>}
            </section>
            <section class="list is-half" aria-labelledby="delivery-reasons">
              <header>
                <h2 id="delivery-reasons">{texts.rejectionReasons}</h2>
                <p aria-hidden="true">{texts.columns.events}</p>
              </header>
              {reasons.length === 0 && <p class="list-note">{texts.nothingRejected}</p>}
              <ol>
                {reasons.map(({ code, count }) => (
                  <li key={code} class="row">
                    <span class="row-name">{code}</span>
                    <strong class="row-count">{toExactText(count)}</strong>
                  </li>
                ))}
              </ol>
            </section>
          </div>
          <RejectedEvents {...{ api, onLocked }} site={site.site} timezone={site.timezone} />
        </>
      )}
    </Answered>
  );
}

/** What the table over time has room for. */
const shown = ['received', 'duplicates', 'rejected', 'never_arrived'] as const satisfies (keyof Loss)[];
