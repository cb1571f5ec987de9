import { type Filter, type FilterDimension, type NamedDimension, toPropName } from './state/filters.ts';
import type { ComparedTime, Comparison } from './state/comparison.ts';
import type { NamedRange } from './state/date-range.ts';
import type { KeptCode } from '@passerby/wire';
import type { Period, Step, Way, WindowName } from './state/report-choice.ts';
import type { Line, PageName } from './state/view.ts';
import type { Column } from './table/tables.ts';
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

const pages: Record<PageName, string> = {
  overview: 'Overview',
  pages: 'Pages',
  sources: 'Sources',
  locations: 'Locations',
  devices: 'Devices',
  events: 'Events',
  funnels: 'Funnels',
  paths: 'Paths',
  retention: 'Retention',
  revenue: 'Revenue',
  live: 'Live',
  plan: 'Plan',
  delivery: 'Delivery',
  settings: 'Settings',
};

const columns: Record<Column, string> = {
  ...figures,
  events: 'Events',
  conversion_rate: 'Conversion rate',
  time_on_page: 'Time on page',
  scroll_depth: 'Scroll depth',
  total_revenue: 'Revenue',
};

/** What leads from a list on the overview to all of it. */
const openList: Record<ListDimension, string> = {
  'event:page': 'All pages',
  'visit:source': 'All sources',
  'visit:country': 'All countries',
  'event:name': 'All events',
  'visit:browser': 'All browsers',
  'visit:os': 'All systems',
  'visit:device': 'All devices',
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

const dimensions: Record<NamedDimension, string> = {
  'event:page': 'Page',
  'visit:source': 'Source',
  'visit:country': 'Country',
  'visit:region': 'Region',
  'visit:city_name': 'City',
  'event:name': 'Event',
  'event:goal': 'Goal',
  'event:hostname': 'Host',
  'visit:entry_page': 'Entry page',
  'visit:exit_page': 'Exit page',
  'visit:channel': 'Channel',
  'visit:referrer': 'Referrer',
  'visit:utm_source': 'Campaign source',
  'visit:utm_medium': 'Campaign medium',
  'visit:utm_campaign': 'Campaign',
  'visit:utm_content': 'Campaign content',
  'visit:utm_term': 'Campaign term',
  'visit:browser': 'Browser',
  'visit:browser_version': 'Browser version',
  'visit:os': 'Operating system',
  'visit:os_version': 'System version',
  'visit:device': 'Device',
};

/** What happened to an event that is rejected or reported, and what to do about it. */
const rejections: Record<KeptCode, { what: string; remedy: string }> = {
  invalid_event: {
    what: 'A field is missing or wrong',
    remedy: 'Correct the field that the message names, where the event is sent.',
  },
  invalid_id: {
    what: 'No usable id',
    remedy: 'Make one UUID when the event is tracked, and keep it across retries.',
  },
  invalid_time: {
    what: 'No usable time',
    remedy: 'Send when it happened in milliseconds since 1970, as Date.now() tells it.',
  },
  invalid_url: {
    what: 'No usable address of a page',
    remedy: 'Send the whole address, beginning with http:// or https://, as location.href tells it.',
  },
  invalid_props: {
    what: 'Properties that cannot be stored',
    remedy:
      'Make what the message names a short text, a number, true or false; lists and objects do not fit.',
  },
  event_too_large: {
    what: 'Too large',
    remedy: 'Send fewer or shorter properties with it.',
  },
  event_expired: {
    what: 'Came too late',
    remedy: 'Nothing: it happened so long before that it could no longer be told from its duplicate.',
  },
  hostname_not_allowed: {
    what: 'From a host that does not count',
    remedy: 'Nothing if that host is a copy of the site; else add it in the settings, and try these again.',
  },
  path_excluded: {
    what: 'From a path that does not count',
    remedy: 'Nothing, or change the paths that do not count in the settings, and try these again.',
  },
  quota_exceeded: {
    what: 'Over the events of the month',
    remedy: 'Nothing, or raise how many a month may have in the settings, and try these again.',
  },
  plan_violation: {
    what: 'Against the tracking plan',
    remedy: 'Correct what the message names where it is sent; or else the plan, and try these again.',
  },
  plan_reported: {
    what: 'Stored, though against the tracking plan',
    remedy: 'Correct what the message names where it is sent, or the plan.',
  },
  refused_by_clickhouse: {
    what: 'Taken in, but ClickHouse could not read it',
    remedy: 'Tell who runs the collector: it is a defect of it, and its log says more.',
  },
};

/** What stands for an empty value. */
const missing: Record<NamedDimension, string> = {
  'event:page': 'No page',
  'visit:source': 'Direct',
  'visit:country': 'Unknown',
  'visit:region': 'Unknown',
  'visit:city_name': 'Unknown',
  'event:name': 'No name',
  'event:goal': 'No goal',
  'event:hostname': 'No host',
  'visit:entry_page': 'No page',
  'visit:exit_page': 'No page',
  'visit:channel': 'Unknown',
  'visit:referrer': 'No referrer',
  'visit:utm_source': 'No campaign',
  'visit:utm_medium': 'No campaign',
  'visit:utm_campaign': 'No campaign',
  'visit:utm_content': 'No content',
  'visit:utm_term': 'No term',
  'visit:browser': 'Unknown',
  'visit:browser_version': 'Unknown',
  'visit:os': 'Unknown',
  'visit:os_version': 'Unknown',
  'visit:device': 'Unknown',
};

const operators: Record<Filter[0], string> = { is: 'is', is_not: 'is not', contains: 'contains' };

const stepKinds: Record<Step['kind'], string> = { page: 'Page', event: 'Event', goal: 'Goal' };

const windows: Record<WindowName, string> = {
  hour: 'an hour',
  day: 'a day',
  week: 'a week',
  month: '30 days',
};

const periods: Record<Period, string> = { day: 'Day', week: 'Week', month: 'Month' };

const ways: Record<Way, string> = { from: 'From a page', to: 'To a page' };

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
  pagesOfSite: 'Pages of the site',
  pages,
  pageTitle: (page: PageName, site: string): string => `${pages[page]}: ${site}`,
  pageFailed: 'This page could not be loaded.',

  ranges,
  shortRanges,
  range: 'Date range',
  rangeBefore: 'The time before',
  rangeAfter: 'The time after',
  customRange: 'Custom',
  customDates: 'Custom dates',
  customEnds: [
    ['From', 'From this time; none: from the start of the day'],
    ['To', 'To this time; none: to the end of the day'],
  ],
  applyDates: 'Show',
  datesBackwards: 'This range would end before it begins: choose a later end, or an earlier start.',
  timezone: (timezone: string): string => `Times are in ${timezone.replaceAll('_', ' ')}`,

  activeNow: 'Active visitors now',
  activeNowHint: 'Visitors of the last five minutes',
  activeUnit: 'here now',

  theme: { light: 'Switch to the light theme', dark: 'Switch to the dark theme' },

  figuresTitle: 'Figures',
  figures,
  entryPagesHint: 'Show entry pages by it',
  lineHint: (shown: boolean): string => (shown ? 'Hide in the chart' : 'Show in the chart'),

  comparedTimes: { period: 'in the time before', year: 'a year before' } satisfies Record<
    ComparedTime,
    string
  >,
  sameAs: (time: string): string => `as ${time}`,
  moreThan: (amount: string, time: string): string => `${amount} more than ${time}`,
  lessThan: (amount: string, time: string): string => `${amount} less than ${time}`,
  points: (count: number): string => `${count} ${plural(count, 'pt', 'pts')}`,
  compare: 'Compare with',
  comparisons: {
    period: 'the time before',
    year: 'the year before',
    off: 'nothing',
  } satisfies Record<Comparison, string>,
  fromHour: (days: string, hour: string): string => `${days}, from ${hour}`,
  nothingToCompare: 'nothing was counted then, so there is nothing to compare with.',

  chartTitle: 'Over time',
  chartPoint: 'Point in time',
  chartHint: 'Left and right arrow keys move through the chart.',
  chartOpenHint: 'Enter shows the day or the hour alone.',
  chartTable: 'Show as a table',
  chartTime: { hour: 'Hour', day: 'Day' },
  units,

  annotationCount: (count: number): string => `${count} ${plural(count, 'annotation', 'annotations')}`,

  lists,
  countColumn: (dimension: FilterDimension): string => (dimension === 'event:name' ? 'Count' : 'Visitors'),
  countUnit: (dimension: FilterDimension, count: number | null): string =>
    dimension === 'event:name' ? plural(count, 'time', 'times') : units.visitors(count),
  missing: (dimension: FilterDimension): string =>
    toPropName(dimension) === undefined ? missing[dimension as NamedDimension] : 'Empty',
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
  openList,
  emptyList: (dimension: FilterDimension): string =>
    dimension === 'event:name' ? 'No custom events in this range.' : 'Nothing in this range.',
  failedList: 'This list could not be read.',

  columns,
  listBy: 'List by',
  property: 'Property',
  noProperty: 'None',
  find: 'Search',
  nothingFound: (text: string): string => `Nothing contains “${text}”.`,
  rowCount: (text: string, count: number): string => `${text} ${plural(count, 'row', 'rows')}`,
  saveCsv: 'Save as CSV',
  showMore: 'Show more',

  stepKinds,
  steps: 'Steps',
  stepKind: 'Next step',
  stepName: 'Page, event or goal',
  addStep: 'Add step',
  removeStep: 'Remove step',
  funnelWindow: 'Within',
  windows,
  breakdown: 'By',
  noBreakdown: 'Nothing',
  funnelStart: 'Add two steps or more: pages (* stands for any part of one), events or goals.',
  stepColumns: ['Step', 'Visitors', 'Of the step before', 'Of the first', 'Left before it'],

  period: 'By',
  periods,
  cohort: 'First visit',
  daysHint: 'Show the numbers of this time alone',
  /** Above the rates of so many periods after the first. */
  cohortColumn: (after: number, period: Period): string => `${periods[period]} ${after}`,
  cohortCell: (returned: string, after: number, period: Period): string =>
    `${returned} visited, ${after} ${periods[period].toLowerCase()}${after === 1 ? '' : 's'} later`,
  retentionNote: (identified: string, visits: string): string =>
    `Of visitors who agreed to be known again: ${identified} of ${visits} visits. Nobody can tell whether the others came back.`,

  ways,
  wayThrough: 'From entry to exit',
  pathsKind: 'Paths',
  pathsPage: 'Page',
  show: 'Show',
  pathKinds: { other: 'Other pages', entry: 'Visit begins', exit: 'Visit ends' },
  pathsFromHere: 'Show the paths from here',
  pathsAsTable: 'Show as a table',
  pathColumns: ['From', 'To', 'Visits'],

  currency: 'Currency',
  revenueColumns: ['Revenue', 'Sales', 'Buyers', 'Average'],
  revenueOf: (currency: string): string => `Revenue in ${currency}`,
  bestRevenue: (amount: string, when: string): string => `At most ${amount}: ${when}`,
  noRevenue: 'No revenue in this range.',
  barHint: (when: string, amount: string): string => `${when}: ${amount}`,

  mapTitle: (count: number): string =>
    `Map: visitors come from ${count} ${plural(count, 'country', 'countries')}, which the table lists`,

  placesHint: 'Where the collector has a database that knows regions and cities (PASSERBY_GEO_DB).',

  liveVisitors: (count: number): string => `${units.visitors(count)} in the last five minutes`,
  liveRate: 'page views a second',
  livePages: 'What they look at',
  liveEvents: 'What just happened',
  liveTime: 'Time',
  liveNobody: 'Nobody is here right now.',
  liveNothing: 'Nothing happened in the last half an hour.',
  openToday: 'Show its numbers of today',
  minutesTitle: (text: string, count: number): string =>
    `${text} ${units.pageviews(count)} in the last 30 minutes`,
  minuteHint: (ago: number, count: number): string =>
    `${count} ${units.pageviews(count)}, ${ago === 0 ? 'this minute' : `${ago} min ago`}`,
  minutesAgo: (count: number): string => `${count} min ago`,
  now: 'now',

  noPlan: 'This site has no tracking plan. “passerby plan push” brings one.',
  planVersion: 'Version',
  planModes: {
    off: 'Events are not held to it',
    report: 'What is against it is stored, and reported',
    reject: 'What is against it is rejected',
  },
  planOthers: 'other events are allowed',
  violations: 'Against the plan',
  noViolations: (count: number): string => `None of the last ${count} rejected or reported events.`,
  openRejected: 'Rejected events',
  required: 'required',

  botsTitle: 'Bots',
  botsSum: (count: string): string => `${count} page views and events, in no other number`,
  botsNone: 'None in this range',
  /** By why they are taken for such. */
  bots: {
    'user-agent': 'Say so',
    headless: 'Have no screen',
    automation: 'Driven by a program',
    'data-centre': 'In a data centre',
    rate: 'Faster than a person',
  } as Record<string, string>,
  deliveryOverTime: 'Over time',
  rejectionReasons: 'Why events were rejected',
  nothingRejected: 'None was rejected in this range.',
  rejections,
  rejectedOfCode: 'Show the events rejected for this',
  rejectedEvents: 'Rejected events of the last 30 days',
  rejectedColumns: ['Received', 'Reason', 'Message', 'Event'],
  nothingRejectedEver: 'None was rejected.',
  replay: 'Try them again',
  replayed: (accepted: number, found: number): string =>
    `${accepted} of ${found} ${plural(found, 'event', 'events')} came in.`,

  goals: 'Goals',
  goalsHint:
    'What visitors should do: send an event, or see a page (* is anything but a slash, ** anything). A goal counts what happened before it was made, too, and is worth something where the event brings no revenue of its own.',
  newGoal: 'Add a goal',
  goalReachedBy: 'Reached by',
  goalTarget: { event: 'Its name', page: 'Its path' },
  goalName: 'Name, if another',
  goalValue: 'Worth',
  zoneAndOrigins: 'Time zone and origins',
  origins: 'Further origins that may send events, one a line',
  rules: 'Which events count',
  ruleLists: {
    hostnames: 'Hosts whose pages count, one a line; none: all',
    excluded_paths: 'Paths that do not count (* stands for a part, ** for all that follows)',
    kept_parameters: 'Query parameters that make a page of its own',
  },
  ruleExamples: { hostnames: 'www.shop.example', excluded_paths: '/admin/**', kept_parameters: 'q' },
  limits: 'How much it may have',
  limitNames: {
    monthly_quota: 'Events a month',
    requests_per_minute: 'Batches a minute',
    retention_days: 'Days that events are kept',
  },
  noLimits: {
    monthly_quota: 'Any number',
    requests_per_minute: 'As all sites',
    retention_days: 'As all sites',
  },
  save: 'Save',
  saved: 'Saved.',
  addSite: 'Add a site',
  domain: 'Domain',
  timezoneName: 'Time zone',
  add: 'Add',
  tokens: 'Tokens',
  newToken: 'Make a token',
  tokenName: 'Name',
  tokenWithoutName: (id: number): string => `Token ${id}`,
  tokenScope: 'May',
  tokenMade: 'Made',
  tokenOnce: (name: string): string => `Secret of ${name || 'the token'}: copy it now, it is shown this once`,
  scopes: { read: 'read numbers', ingest: 'send events', admin: 'do everything' },
  allSites: 'All sites',
  actions: 'Actions',
  noneYet: 'There is none yet.',
  delete: 'Delete',
  rotate: 'New secret',
  revoke: 'Revoke',
  annotations: 'Annotations',
  annotationsHint:
    'What happened, beside the numbers of its time. Deployments note themselves by POST /api/v1/annotations, for which a token that sends events is enough.',
  newAnnotation: 'Note it',
  annotationText: 'What happened',
  annotationTime: 'When, by your clock, if not now',
  annotationLink: 'Link, if there is one',
  sharedLinks: 'Shared links',
  sharedLinksHint:
    'Whoever has a link reads the numbers of this site: no settings, no rejected events, no other site. A link with a password asks for it.',
  noSharedLinks: 'There is none: the numbers are seen only by those who sign in.',
  newLink: 'Make a link',
  linkWithoutName: (id: number): string => `Link ${id}`,
  linkPassword: 'Password',
  newLinkPassword: 'Password, if it shall ask for one',
  linkFrames: 'May be framed by other pages',
  yesOrNo: (is: boolean): string => (is ? 'Yes' : 'No'),
  linkOnce: (name: string): string => `${name || 'The link'}: copy it now, it is shown this once`,
  frameTitle: 'The frame for your page',
  frameLabel: (site: string): string => `Visitors of ${site}`,
  retention: 'How long it is kept',
  retentionFacts: (days: number | undefined): [string, string][] => [
    [
      'Events and visits',
      days === undefined
        ? '14 months, or PASSERBY_RETENTION_MONTHS'
        : `${days} ${plural(days, 'day', 'days')}`,
    ],
    ['Rejected events', '30 days'],
    ['The salt that tells visitors apart', '2 days'],
  ],

  deleteSite: 'Delete this site',
  deleteSiteHint: (site: string): string =>
    `Deletes everything that was counted of ${site} for good, with its settings, tokens and shared links.`,
  deleteSiteTyped: (site: string): string => `Type ${site} to confirm`,

  shortcutsTitle: 'Keys',
  close: 'Close',
  shortcuts: [
    ['1 – 9', 'Open a page'],
    ['n, p', 'Next page, page before'],
    ['d', 'Today'],
    ['w', 'Last 7 days'],
    ['m', 'Last 30 days'],
    ['y', 'Last 12 months'],
    [', .', 'The time before, the time after'],
    ['c', 'Compare with the time before, the year before, or nothing'],
    ['x', 'Remove all filters'],
    ['/', 'Search the table'],
    ['t', 'Light or dark'],
    ['?', 'These keys'],
  ] as [string, string][],

  filters: 'Filters',
  dimension: (dimension: FilterDimension): string =>
    toPropName(dimension) ?? dimensions[dimension as NamedDimension],
  operators,
  or: 'or',
  removeFilter: 'Remove filter',
  clearFilters: 'Clear all',
  allBut: 'All but these',
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

  linkLocked: 'These numbers are behind a password',
  linkLockedHint: 'Whoever gave you the link knows it.',
  openLink: 'Open',
  wrongLinkPassword: 'This is not the password of this link.',
  linkGone: 'This link does not open',
  linkGoneHint: 'It was revoked, or a part of it is missing. Ask whoever gave it to you for another.',

  privacy: 'Counted without cookies and without knowing anyone.',
};
