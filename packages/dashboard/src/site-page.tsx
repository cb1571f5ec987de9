import type { SiteSummary } from '@passerby/wire';
import type { FilterDimension } from './state/filters.ts';
import { useEffect } from 'preact/hooks';
import type { Api } from './api/client.ts';
import { ChartSection } from './chart/chart-section.tsx';
import { Figures } from './figures/figures.tsx';
import { FilterChips } from './filters/filter-chips.tsx';
import { Footer } from './footer.tsx';
import { ActiveNow } from './header/active-now.tsx';
import { Masthead } from './header/masthead.tsx';
import { RangePicker } from './header/range-picker.tsx';
import { SitePicker } from './header/site-picker.tsx';
import { Lists } from './lists/lists.tsx';
import { LossPanel } from './loss/loss-panel.tsx';
import { useLoss } from './loss/use-loss.ts';
import { Banner } from './notices/banner.tsx';
import { Failure } from './notices/failure.tsx';
import { Loading } from './notices/loading.tsx';
import { WaitingForVisit } from './notices/waiting-for-visit.tsx';
import { useActive } from './report/use-active.ts';
import { useOnline } from './report/use-online.ts';
import { useReport } from './report/use-report.ts';
import { toLocalTime } from './state/date-range.ts';
import { toggleFilter } from './state/filters.ts';
import type { Theme } from './state/theme.ts';
import type { ChangeView } from './state/use-view.ts';
import { toggleLine, type View } from './state/view.ts';
import { texts } from './texts.ts';

interface SitePageProps {
  api: Api;
  view: View;
  site: SiteSummary;
  sites: SiteSummary[];
  theme: Theme;
  changeView: ChangeView;
  toggleTheme: () => void;
  onLocked: () => void;
  onSignOut?: () => void;
}

/** One site in one view, moving while it is looked at. */
export function SitePage(props: SitePageProps) {
  const { api, view, site, sites, theme, changeView, toggleTheme, onLocked, onSignOut } = props;
  const { report, isFresh, problem, retry } = useReport(api, view, site.timezone, onLocked);
  const active = useActive(api, site.site);
  const loss = useLoss(api, site.site, view.range);
  const isOnline = useOnline();

  useEffect(() => {
    document.title = texts.title(site.site, active);
  }, [site.site, active]);

  const toggle = (dimension: FilterDimension, value: string): void =>
    changeView({ filters: toggleFilter(view.filters, dimension, value) });

  return (
    <div class="page">
      <Masthead theme={theme} onToggleTheme={toggleTheme}>
        <ActiveNow count={active} />
      </Masthead>
      <main aria-busy={!isFresh}>
        <h1 class="visually-hidden">{texts.overview(site.site)}</h1>
        <div class="controls">
          <SitePicker
            sites={sites}
            chosen={site.site}
            onChoose={(next) => changeView({ site: next, filters: [] })}
          />
          <RangePicker
            range={view.range}
            labels={report?.series.labels ?? []}
            today={toLocalTime(site.timezone, new Date()).slice(0, 10)}
            onChoose={(range) => changeView({ range })}
          />
        </div>
        <FilterChips filters={view.filters} onChange={(filters) => changeView({ filters })} />
        {!isOnline && report && <Banner text={texts.offline} />}
        {isOnline && problem && report && <Banner text={texts.stale} problem={problem} onRetry={retry} />}
        {!report && problem ? (
          <Failure problem={problem} onRetry={retry} />
        ) : !report ? (
          <Loading text={isOnline ? texts.loading : texts.offlineAtFirst} />
        ) : isFresh && !report.hasEvents ? (
          <WaitingForVisit site={site.site} />
        ) : (
          <div class={isFresh ? 'report' : 'report is-stale'}>
            <Figures
              figures={report.figures}
              lines={view.lines}
              onToggle={(line) => changeView({ lines: toggleLine(view.lines, line) })}
            />
            <ChartSection
              series={report.series}
              lines={view.lines}
              theme={theme}
              isEmpty={report.figures.events === 0}
              isFiltered={view.filters.length > 0}
            />
            <Lists
              lists={report.lists}
              visitors={report.figures.visitors ?? 0}
              filters={view.filters}
              onToggle={toggle}
            />
            {loss && <LossPanel loss={loss} />}
          </div>
        )}
      </main>
      <Footer timezone={site.timezone} {...(onSignOut ? { onSignOut } : {})} />
    </div>
  );
}
