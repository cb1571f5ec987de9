import type { SiteSummary } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import type { Api } from './api/client.ts';
import { FilterChips } from './filters/filter-chips.tsx';
import { Footer } from './footer.tsx';
import { ActiveNow } from './header/active-now.tsx';
import { Masthead } from './header/masthead.tsx';
import { RangePicker } from './header/range-picker.tsx';
import { SitePicker } from './header/site-picker.tsx';
import { Help } from './help/help.tsx';
import { useShortcuts } from './help/use-shortcuts.ts';
import { useLive } from './live/use-live.ts';
import { Tabs } from './nav/tabs.tsx';
import { pageOf } from './pages/pages.ts';
import { toNextComparison } from './state/comparison.ts';
import { toLocalTime } from './state/date-range.ts';
import { toNeighbour } from './state/neighbour-range.ts';
import type { Theme } from './state/theme.ts';
import type { ChangeView } from './state/use-view.ts';
import { freshTable, type PageName, pages, sharedPages, type View } from './state/view.ts';
import { texts } from './texts.ts';

interface SitePageProps {
  api: Api;
  view: View;
  site: SiteSummary;
  sites: SiteSummary[];
  theme: Theme;
  changeView: ChangeView;
  toggleTheme: () => void;
  /** The sites have changed. */
  reloadSites: () => void;
  onLocked: () => void;
  onSignOut?: () => void;
  /** Given where a shared link opened the page. */
  shared?: { isEmbedded: boolean };
}

/** Pages that are about a stretch of time, and those that filters reach. */
const isOfRange = (page: PageName): boolean => page !== 'live' && page !== 'plan' && page !== 'settings';
const isFiltered = (page: PageName): boolean => isOfRange(page) && page !== 'delivery';

/** One site: what is the same on all of its pages, around the one that is open. */
export function SitePage(props: SitePageProps) {
  const { api, view, site, sites, theme, changeView, toggleTheme, reloadSites } = props;
  const { onLocked, onSignOut, shared } = props;
  const live = useLive(api, site.site);
  const active = live.content?.visitors ?? null;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const shown = shared ? sharedPages : pages;
  const page = shown.includes(view.page) ? view.page : 'overview';
  const Page = pageOf[page];
  const open = (next: PageName): void => changeView({ page: next, ...freshTable });
  const turn = (by: number): void => open(shown.at(shown.indexOf(page) + by) ?? 'overview');

  const today = toLocalTime(site.timezone, new Date()).slice(0, 10);
  function step(by: -1 | 1): void {
    const range = toNeighbour(view.range, by, today);
    if (range) changeView({ range });
  }

  useEffect(() => {
    document.title = texts.title(site.site, active);
  }, [site.site, active]);

  useShortcuts({
    ...Object.fromEntries(shown.map((each, index) => [String(index + 1), () => open(each)])),
    n: () => turn(1),
    p: () => turn(-1),
    d: () => changeView({ range: 'day' }),
    w: () => changeView({ range: '7d' }),
    m: () => changeView({ range: '30d' }),
    y: () => changeView({ range: '12mo' }),
    ',': () => step(-1),
    '.': () => step(1),
    c: () => changeView({ compare: toNextComparison(view.compare) }),
    x: () => changeView({ filters: [] }),
    t: toggleTheme,
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
    '?': () => setHelpOpen(true),
  });

  return (
    <div class="page">
      {!shared?.isEmbedded && (
        <Masthead theme={theme} onToggleTheme={toggleTheme}>
          <ActiveNow count={active} onOpen={() => open('live')} />
        </Masthead>
      )}
      <main>
        <h1 class="visually-hidden">{texts.pageTitle(page, site.site)}</h1>
        <div class="controls">
          <SitePicker
            sites={sites}
            chosen={site.site}
            onChoose={(next) => changeView({ site: next, filters: [], ...freshTable })}
          />
          {isOfRange(page) && (
            <RangePicker range={view.range} today={today} onChoose={(range) => changeView({ range })} />
          )}
        </div>
        <Tabs pages={shown} view={page === view.page ? view : { ...view, page }} onOpen={open} />
        {isFiltered(page) && (
          <FilterChips filters={view.filters} onChange={(filters) => changeView({ filters })} />
        )}
        <Page
          key={page}
          {...{ api, view, site, live, theme, changeView, reloadSites, onLocked }}
          isShared={shared !== undefined}
        />
      </main>
      <Footer
        timezone={site.timezone}
        onHelp={() => setHelpOpen(true)}
        {...(onSignOut ? { onSignOut } : {})}
      />
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </div>
  );
}
