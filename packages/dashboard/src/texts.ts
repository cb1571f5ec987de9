import type { Filter, FilterDimension } from './state/filters.ts';
import type { NamedRange } from './state/date-range.ts';
import type { Line } from './state/view.ts';
import type { FigureName, ListDimension } from './report/report.ts';

/** Every text of the page. A translation replaces this file. */
export const locale = 'en-GB';

const plural = (count: number | null, one: string, many: string): string => (count === 1 ? one : many);

const ranges: Record<NamedRange, string> = {
  day: 'Today',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  '30d': 'Last 30 days',
  '91d': 'Last 91 days',
  month: 'This month',
  '12mo': 'Last 12 months',
};

const shortRanges: Record<NamedRange, string> = {
  day: 'Today',
  '7d': '7 days',
  '28d': '28 days',
  '30d': '30 days',
  '91d': '91 days',
  month: 'This month',
  '12mo': '12 months',
};

const figures: Record<FigureName, string> = {
  visitors: 'Visitors',
  visits: 'Visits',
  pageviews: 'Page views',
  views_per_visit: 'Views per visit',
  bounce_rate: 'Bounce rate',
  visit_duration: 'Visit duration',
};

const lists: Record<ListDimension, string> = {
  'event:page': 'Top pages',
  'visit:source': 'Sources',
  'visit:country': 'Countries',
  'event:name': 'Events',
  'visit:browser': 'Browsers',
  'visit:os': 'Operating systems',
  'visit:device': 'Devices',
};

const dimensions: Record<FilterDimension, string> = {
  'event:page': 'Page',
  'visit:source': 'Source',
  'visit:country': 'Country',
  'event:name': 'Event',
  'event:hostname': 'Host',
  'visit:channel': 'Channel',
  'visit:referrer': 'Referrer',
  'visit:utm_source': 'Campaign source',
  'visit:utm_medium': 'Campaign medium',
  'visit:utm_campaign': 'Campaign',
  'visit:browser': 'Browser',
  'visit:os': 'Operating system',
  'visit:device': 'Device',
};

/** What stands for an empty value. */
const missing: Record<FilterDimension, string> = {
  'event:page': 'No page',
  'visit:source': 'Direct',
  'visit:country': 'Unknown',
  'event:name': 'No name',
  'event:hostname': 'No host',
  'visit:channel': 'Unknown',
  'visit:referrer': 'No referrer',
  'visit:utm_source': 'No campaign',
  'visit:utm_medium': 'No campaign',
  'visit:utm_campaign': 'No campaign',
  'visit:browser': 'Unknown',
  'visit:os': 'Unknown',
  'visit:device': 'Unknown',
};

const operators: Record<Filter[0], string> = { is: 'is', is_not: 'is not', contains: 'contains' };

const units: Record<Line, (count: number | null) => string> = {
  visitors: (count) => plural(count, 'visitor', 'visitors'),
  visits: (count) => plural(count, 'visit', 'visits'),
  pageviews: (count) => plural(count, 'page view', 'page views'),
};

export const texts = {
  product: 'Passerby',
  title: (site: string | null, active: number | null): string =>
    [active === null ? '' : `${active} now`, site ?? '', 'Passerby'].filter(Boolean).join(' · '),
  site: 'Site',
  overview: (site: string): string => `Overview of ${site}`,

  ranges,
  shortRanges,
  range: 'Date range',
  customRange: 'Custom',
  customDates: 'Custom dates',
  firstDay: 'From',
  lastDay: 'To',
  applyDates: 'Show',
  datesBackwards: 'The first day must not be after the last.',
  timezone: (timezone: string): string => `Times are in ${timezone.replaceAll('_', ' ')}`,

  activeNow: 'Active visitors now',
  activeNowHint: 'Visitors of the last five minutes',
  activeUnit: 'here now',

  theme: { light: 'Switch to the light theme', dark: 'Switch to the dark theme' },

  figuresTitle: 'Figures',
  figures,
  lineHint: (shown: boolean): string => (shown ? 'Hide in the chart' : 'Show in the chart'),

  chartTitle: 'Over time',
  chartPoint: 'Point in time',
  chartHint: 'Left and right arrow keys move through the chart.',
  chartTable: 'Show as a table',
  chartTime: { hour: 'Hour', day: 'Day' },
  units,

  lists,
  countColumn: (dimension: FilterDimension): string => (dimension === 'event:name' ? 'Count' : 'Visitors'),
  countUnit: (dimension: FilterDimension, count: number | null): string =>
    dimension === 'event:name' ? plural(count, 'time', 'times') : units.visitors(count),
  missing,
  devices: {
    desktop: 'Desktop',
    mobile: 'Mobile',
    tablet: 'Tablet',
    tv: 'TV',
    wearable: 'Wearable',
    console: 'Console',
    xr: 'XR headset',
    embedded: 'Embedded',
  } as Record<string, string>,
  showAll: (count: number): string => `Show all ${count}`,
  showFewer: 'Show fewer',
  emptyList: (dimension: FilterDimension): string =>
    dimension === 'event:name' ? 'No custom events in this range.' : 'Nothing in this range.',
  failedList: 'This list could not be read.',

  filters: 'Filters',
  dimensions,
  operators,
  or: 'or',
  removeFilter: 'Remove filter',
  clearFilters: 'Clear all',
  filterBy: 'Filter by this',
  stopFilterBy: 'Remove this filter',

  loading: 'Loading …',
  offline: 'You are offline. These figures are from before; they move again as soon as you are back.',
  offlineAtFirst: 'You are offline. Figures appear as soon as you are back.',
  noAnswer: 'The collector does not answer',
  noAnswerHint: 'Is it still running, and can this browser reach it?',
  failed: 'The collector has a problem',
  refused: 'The collector cannot answer this view',
  stale: 'The figures are not up to date.',
  tryingAgain: (seconds: number): string => `Trying again in ${seconds} s.`,
  tryNow: 'Try now',

  noSites: 'No site yet',
  noSitesHint: 'Add one where the collector runs. This page notices by itself.',
  unknownSite: (site: string): string => `There is no site “${site}” here`,
  unknownSiteHint: 'It may have been renamed or removed, or the link belongs to another collector.',
  openSite: (site: string): string => `Open ${site}`,

  waiting: 'Waiting for the first visit',
  waitingHint: (site: string): string =>
    `${site} has not sent anything yet. Put the script into its pages, or send an event by hand; this page moves as soon as it arrives.`,
  snippetTitle: 'Script for your pages',
  curlTitle: 'One event by hand',
  copy: 'Copy',
  copied: 'Copied',

  lossTitle: 'What was lost',
  lossRate: (rate: string): string => `${rate} of what was sent`,
  lossNothing: 'Nothing was sent in this range',
  loss: {
    received: 'Received',
    stored: 'Stored',
    queued: 'On their way',
    duplicates: 'Duplicates',
    rejected: 'Rejected',
    never_arrived: 'Never arrived',
  },
  lossNote:
    'All events of the site, bots included, by the time they arrived: what was received is stored, on its way, a duplicate or rejected. What never arrived shows as gaps ten minutes after a page’s last event, and is at least so many; filters do not apply.',

  nothingHere: 'Nobody passed by in this range.',
  nothingHereFiltered: 'Nobody passed by who matches these filters.',

  locked: 'This dashboard is locked',
  lockedHint: 'Sign in with the password (passerby password set), or with a token that may read.',
  secret: 'Password or token',
  signIn: 'Sign in',
  signInWith: (provider: string): string => `Sign in with ${provider}`,
  wrongSecret: 'The collector knows neither such a password nor such a token.',
  tooManyAttempts: 'Too many attempts from this network. Try again in a minute.',
  /** By the fragment with which the provider's answer leads back here. */
  providerProblems: {
    'sign-in-failed': 'The sign-in was not completed. Try again.',
    'sign-in-no-site': 'You are known, but may read no site here. Ask the operator.',
  } as Record<string, string>,
  signOut: 'Sign out',

  privacy: 'Counted without cookies and without knowing anyone.',
};
