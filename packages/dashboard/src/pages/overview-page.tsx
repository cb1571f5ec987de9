import { Figures } from '../figures/figures.tsx';
import { Lists } from '../lists/lists.tsx';
import { Answered } from '../notices/answered.tsx';
import { useReport } from '../report/use-report.ts';
import { toPointRange } from '../state/date-range.ts';
import { toggleFilter } from '../state/filters.ts';
import { toggleLine } from '../state/view.ts';
import { lazily } from './lazily.tsx';
import type { PageProps } from './page-props.ts';

const ChartSection = lazily(
  async () => (await import('../chart/chart-section.tsx')).ChartSection,
  <div class="chart-frame" />,
);
const WaitingForVisit = lazily(
  async () => (await import('../notices/waiting-for-visit.tsx')).WaitingForVisit,
);

/** The headline, the chart and the first rows of everything, moving while it is looked at. */
export function OverviewPage(props: PageProps) {
  const { api, view, site, theme, changeView, isShared, onLocked } = props;
  const { report, isFresh, problem, retry } = useReport(api, view, site.timezone, onLocked);
  if (report && isFresh && !report.hasEvents) return <WaitingForVisit site={site.site} />;
  return (
    <Answered answer={{ content: report, isFresh, problem, again: retry }} class="report">
      {({ figures, figuresBefore, series, seriesBefore, lists }) => (
        <>
          <Figures
            figures={figures}
            before={figuresBefore}
            compare={view.compare}
            lines={view.lines}
            onToggle={(line) => changeView({ lines: toggleLine(view.lines, line) })}
            onOpen={(column) =>
              changeView({
                page: 'pages',
                by: 'visit:entry_page',
                sort: { column, direction: 'desc' },
                find: '',
              })
            }
          />
          <ChartSection
            {...{ api, view, isShared, onLocked }}
            timezone={site.timezone}
            series={series}
            before={seriesBefore}
            onCompare={(compare) => changeView({ compare })}
            onOpen={(label) => changeView({ range: toPointRange(label) })}
            lines={view.lines}
            theme={theme}
            isEmpty={figures.events === 0}
            isFiltered={view.filters.length > 0}
          />
          <Lists
            lists={lists}
            visitors={figures.visitors ?? 0}
            view={view}
            onToggle={(dimension, value) =>
              changeView({ filters: toggleFilter(view.filters, dimension, value) })
            }
            onOpen={(page, by) => changeView({ page, by, sort: null, find: '' })}
          />
        </>
      )}
    </Answered>
  );
}
