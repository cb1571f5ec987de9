export const stepKinds = ['page', 'event', 'goal'] as const;

/** A step of the funnel: a view of a page, a custom event, or a goal. */
export interface Step {
  kind: (typeof stepKinds)[number];
  name: string;
}

/** How long a funnel may take, in seconds. */
export const windows = { hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
export type WindowName = keyof typeof windows;
export const windowNames = Object.keys(windows) as WindowName[];

export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

export const ways = ['from', 'to'] as const;
/** Which end of the paths is a page. */
export type Way = (typeof ways)[number];

/** What the funnel, the retention and the paths are of, beside what all pages share. */
export interface ReportChoice {
  steps: Step[];
  window: WindowName;
  /** Null: by the length of the range. */
  period: Period | null;
  /** Null: the paths lead from where visits enter to where they leave. */
  around: { way: Way; page: string } | null;
}

export const freshChoice: ReportChoice = { steps: [], window: 'day', period: null, around: null };

/** What the collector takes. */
export const mostSteps = 8;
export const mostNameCharacters = 256;

/** From the query string of the address; what cannot be read falls back to its default. */
export function parseChoice(params: URLSearchParams): ReportChoice {
  const way = ways.find((each) => params.get(each));
  return {
    steps: params.getAll('step').flatMap(parseStep).slice(0, mostSteps),
    window: windowNames.find((name) => name === params.get('window')) ?? freshChoice.window,
    period: periods.find((name) => name === params.get('period')) ?? null,
    around: way ? { way, page: (params.get(way) ?? '').slice(0, mostNameCharacters) } : null,
  };
}

/** `page:/pricing`, `event:signup` */
function parseStep(text: string): Step[] {
  const [, kind, name = ''] = /^(\w+):(.+)$/s.exec(text) ?? [];
  const known = stepKinds.find((each) => each === kind);
  return known ? [{ kind: known, name: name.slice(0, mostNameCharacters) }] : [];
}

/** The opposite of `parseChoice`; what is as by default is left out. */
export function writeChoice(params: URLSearchParams, { steps, window, period, around }: ReportChoice): void {
  for (const { kind, name } of steps) params.append('step', `${kind}:${name}`);
  if (window !== freshChoice.window) params.set('window', window);
  if (period !== null) params.set('period', period);
  if (around !== null) params.set(around.way, around.page);
}
