import { Figures } from '../figures/figures.tsx';
import { Lists } from '../lists/lists.tsx';
import { Banner } from '../notices/banner.tsx';
import { Failure } from '../notices/failure.tsx';
import { Loading } from '../notices/loading.tsx';
import { useOnline } from '../report/use-online.ts';
import { useReport } from '../report/use-report.ts';
import { toggleFilter } from '../state/filters.ts';
import { toggleLine } from '../state/view.ts';
import { texts } from '../texts.ts';
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
  const isOnline = useOnline();
  if (!report && problem) return <Failure problem={problem} onRetry={retry} />;
  if (!report) return <Loading text={isOnline ? texts.loading : texts.offlineAtFirst} />;
  if (isFresh && !report.hasEvents) return <WaitingForVisit site={site.site} />;
  return (
    <div class={isFresh ? 'report' : 'report is-stale'} aria-busy={!isFresh}>
      {!isOnline && <Banner text={texts.offline} />}
      {isOnline && problem && <Banner text={texts.stale} problem={problem} onRetry={retry} />}
      <Figures
        figures={report.figures}
        before={report.figuresBefore}
        lines={view.lines}
        onToggle={(line) => changeView({ lines: toggleLine(view.lines, line) })}
      />
      <ChartSection
        {...{ api, view, isShared, onLocked }}
        timezone={site.timezone}
        series={report.series}
        before={report.seriesBefore}
        isCompared={view.compare}
        onCompare={(compare) => changeView({ compare })}
        lines={view.lines}
        theme={theme}
        isEmpty={report.figures.events === 0}
        isFiltered={view.filters.length > 0}
      />
      <Lists
        lists={report.lists}
        visitors={report.figures.visitors ?? 0}
        filters={view.filters}
        onToggle={(dimension, value) => changeView({ filters: toggleFilter(view.filters, dimension, value) })}
        onOpen={(page, by) => changeView({ page, by, sort: null, find: '' })}
      />
    </div>
  );
}
