import type { LiveEvent, LiveModel } from '@passerby/wire';
import { toCountText, toRateText, toShare } from '../format/number.ts';
import { toClockText } from '../format/time-label.ts';
import { toValueName } from '../lists/value-name.ts';
import { Answered } from '../notices/answered.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { toLocalTime } from '../state/date-range.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { texts } from '../texts.ts';
import { Minutes } from './minutes.tsx';

/** What happens on the site now. A page or an event leads to its numbers of today. */
export function LivePage({ live, site, changeView }: PageProps) {
  const openPage = (page: string): void =>
    changeView({ page: 'overview', range: 'day', filters: [['is', 'event:page', [page]]] });
  return (
    <Answered answer={live} class="live">
      {({ visitors, pageviewsPerSecond, minutes, pages, events }) => (
        <>
          <section class="live-figures" aria-label={texts.figuresTitle}>
            <button
              type="button"
              title={texts.openToday}
              onClick={() => changeView({ page: 'overview', range: 'day', filters: [] })}
            >
              <strong>{toCountText(visitors)}</strong> {texts.liveVisitors(visitors)}
            </button>
            <p>
              <strong>{toRateText(pageviewsPerSecond)}</strong> {texts.liveRate}
            </p>
          </section>
          <Minutes minutes={minutes} />
          <div class="lists">
            <LivePages site={site.site} pages={pages} onOpen={openPage} />
            <section class="list is-half" aria-labelledby="live-events">
              <header>
                <h2 id="live-events">{texts.liveEvents}</h2>
              </header>
              {events.length === 0 && <p class="list-note">{texts.liveNothing}</p>}
              <ol class="live-events">
                {events.map((event, index) => (
                  <LatestEvent
                    key={`${event.time} ${event.name} ${event.page} ${index}`}
                    event={event}
                    timezone={site.timezone}
                    onOpen={() => openPage(event.page)}
                  />
                ))}
              </ol>
              <SaveCsv name={`${site.site}-live-events`} rows={toEventRows(events)} />
            </section>
          </div>
        </>
      )}
    </Answered>
  );
}

interface LivePagesProps {
  site: string;
  pages: LiveModel['pages'];
  onOpen: (page: string) => void;
}

function LivePages({ site, pages, onOpen }: LivePagesProps) {
  const most = pages[0]?.visitors ?? 0;
  return (
    <section class="list is-half" aria-labelledby="live-pages">
      <header>
        <h2 id="live-pages">{texts.livePages}</h2>
        <p aria-hidden="true">{texts.figures.visitors}</p>
      </header>
      {pages.length === 0 && <p class="list-note">{texts.liveNobody}</p>}
      <ol>
        {pages.map(({ page, visitors }) => (
          <li key={page}>
            <button type="button" class="row" title={texts.openToday} onClick={() => onOpen(page)}>
              <bdi class="row-name">{toValueName('event:page', page)}</bdi>
              <strong class="row-count">{toCountText(visitors)}</strong>
              <span class="visually-hidden">{texts.units.visitors(visitors)}</span>
              <span class="row-bar" aria-hidden="true" style={{ width: `${toShare(visitors, most)}%` }} />
            </button>
          </li>
        ))}
      </ol>
      <SaveCsv
        name={`${site}-live-pages`}
        rows={[
          [texts.dimension('event:page'), texts.figures.visitors],
          ...pages.map(({ page, visitors }) => [page, visitors]),
        ]}
      />
    </section>
  );
}

function LatestEvent(props: { event: LiveEvent; timezone: string; onOpen: () => void }) {
  const { event, timezone, onOpen } = props;
  const about = [
    event.country === '' ? '' : toValueName('visit:country', event.country),
    event.device === '' ? '' : toValueName('visit:device', event.device),
    event.source,
  ].filter(Boolean);
  return (
    <li>
      <time dateTime={new Date(event.time).toISOString()}>
        {toClockText(toLocalTime(timezone, new Date(event.time)))}
      </time>
      <div>
        <p>
          {event.name !== 'pageview' && <strong class="live-event-name">{event.name}</strong>}
          <button type="button" class="link" title={texts.openToday} onClick={onOpen}>
            <bdi>{toValueName('event:page', event.page)}</bdi>
          </button>
        </p>
        <p class="live-about">{about.join(' · ')}</p>
      </div>
    </li>
  );
}

const eventColumns = ['event:name', 'event:page', 'visit:country', 'visit:device', 'visit:source'] as const;

/** The latest events as a file has them. */
const toEventRows = (events: LiveEvent[]): string[][] => [
  [texts.liveTime, ...eventColumns.map(texts.dimension)],
  ...events.map(({ time, name, page, country, device, source }) => [
    new Date(time).toISOString(),
    name,
    page,
    country,
    device,
    source,
  ]),
];
