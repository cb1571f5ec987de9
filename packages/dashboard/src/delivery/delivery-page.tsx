import { toExactText } from '../format/number.ts';
import { toDayText, toHourText } from '../format/time-label.ts';
import { LossPanel } from '../loss/loss-panel.tsx';
import { type Loss, lossQuery } from '../loss/loss.ts';
import { Answered } from '../notices/answered.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';
import { isByHour, toLocalTime, toPointRange } from '../state/date-range.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { toFileName } from '../table/save-file.ts';
import { texts } from '../texts.ts';
import { BotsPanel } from './bots-panel.tsx';
import { type Health, loadHealth } from './health.ts';
import { RejectedEvents } from './rejected-events.tsx';
import { RejectionReason } from './rejection-reason.tsx';

/** What became of the events: the sum, when it happened, why some were rejected, and which. */
export function DeliveryPage({ api, view, site, changeView, onLocked }: PageProps) {
  const today = toLocalTime(site.timezone, new Date()).slice(0, 10);
  const unit = isByHour(view.range, today) ? 'hour' : 'day';
  const query = lossQuery(site.site, view.range);
  const answer = useAnswer<Health>({
    api,
    key: JSON.stringify(query),
    load: (signal) => loadHealth(api, query, `time:${unit}`, signal),
    onLocked,
  });
  return (
    <Answered answer={answer} class="report">
      {({ loss: sum, steps, reasons, bots }) => (
        <>
          <LossPanel loss={sum} />
          <BotsPanel bots={bots} />
          <div class="lists">
            <section class="list is-half" aria-labelledby="delivery-time">
              <header>
                <h2 id="delivery-time">{texts.deliveryOverTime}</h2>
              </header>
              <div class="data-scroll">
                <table class="data is-plain">
                  <thead>
                    <tr>
                      <th scope="col">{texts.chartTime[unit]}</th>
                      {shown.map((metric) => (
                        <th key={metric} scope="col">
                          {texts.loss[metric]}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {steps.map(({ label, loss }) => (
                      <tr
                        key={label}
                        class="opens"
                        onClick={() => changeView({ range: toPointRange(label) })}
                      >
                        <th scope="row">
                          <button type="button" class="link" title={texts.daysHint}>
                            {unit === 'hour' ? toHourText(label) : toDayText(label)}
                          </button>
                        </th>
                        {shown.map((metric) => (
                          <td key={metric}>{toExactText(loss[metric])}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <SaveCsv
                name={toFileName(view, 'delivery')}
                rows={[
                  [texts.chartTime[unit], ...Object.values(texts.loss)],
                  ...steps.map(({ label, loss }) => [label, ...counted.map((metric) => loss[metric])]),
                ]}
              />
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
                  <li key={code}>
                    <button
                      type="button"
                      class="row"
                      aria-pressed={code === view.find}
                      title={texts.rejectedOfCode}
                      onClick={() => changeView({ find: code === view.find ? '' : code })}
                    >
                      <span class="row-name">
                        <RejectionReason code={code} />
                      </span>
                      <strong class="row-count">{toExactText(count)}</strong>
                    </button>
                  </li>
                ))}
              </ol>
              <SaveCsv
                name={toFileName(view, 'rejection-reasons')}
                rows={[
                  [texts.rejectedColumns[1] ?? '', texts.columns.events],
                  ...reasons.map(({ code, count }) => [code, count]),
                ]}
              />
            </section>
          </div>
          <RejectedEvents
            {...{ api, site, onLocked }}
            code={view.find}
            onAllCodes={() => changeView({ find: '' })}
          />
        </>
      )}
    </Answered>
  );
}

/** What the file over time has. */
const counted = Object.keys(texts.loss) as (keyof typeof texts.loss)[];

/** What the table over time has room for. */
const shown = ['received', 'duplicates', 'rejected', 'never_arrived'] as const satisfies (keyof Loss)[];
