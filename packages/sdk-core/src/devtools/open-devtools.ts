import type { TrackerOptions } from '../options.ts';
import type { Plan } from '../plan/define-plan.ts';
import { createEventRow, type EventRow } from './event-row.ts';
import type { WatchedTracker } from './hear-all.ts';
import { make, say } from './make.ts';
import { createStyle } from './style.ts';
import { tellConsent } from './tell-consent.ts';
import { isQueued, watchEvents, type Watched } from './watch-events.ts';

/** What `openDevtools` is given: `site` and `consent` as the tracker was. */
export interface DevtoolsOptions extends Pick<TrackerOptions, 'site' | 'consent'> {
  /** Events are looked at by it as in builds for development (default: none is against anything). */
  plan?: Plan | undefined;
}

/** What the list can be narrowed to. */
const views: readonly (readonly [name: string, shows: (one: Watched) => boolean])[] = [
  ['All', () => true],
  ['Queue', isQueued],
  ['Dropped', ({ fate }) => fate === 'dropped'],
  ['Violations', ({ violations }) => !!violations[0]],
];

/** How often what tells of no change is looked at: consent, and the ledger of what was tracked before. */
const lookAgainMs = 1_000;

/**
 * Shows events, the queue, the ledger, consent and violations of the plan in a corner of the page, live, for who works
 * on it. It is a shadow root of its own at the end of the document, which takes no style from the page, and which a strict
 * policy and trusted types allow. It shows the last 200 events of which something was told since it was opened.
 *
 * @returns its undo, as the button Close is. Without a document, as on a server, nothing happens.
 */
export function openDevtools(tracker: WatchedTracker, options: DevtoolsOptions): () => void {
  if (!globalThis.document) return () => {};
  const rows = new Map<string, EventRow>();
  let [, shows] = views[0] as (typeof views)[0];
  let frame = 0;

  const consent = make('p', { class: 'consent' });
  const ledger = make('dl', {});
  const none = make('p', { class: 'none' }, 'No such event since this was opened.');
  const list = make('div', { class: 'list' }, none);
  const filters = views.map(([name, narrowed]) => {
    const button = make('button', { type: 'button', 'aria-pressed': String(narrowed === shows) }, name);
    button.addEventListener('click', () => {
      shows = narrowed;
      render();
    });
    return { button, name, narrowed };
  });
  const nav = make('nav', { 'aria-label': 'Events' }, ...filters.map(({ button }) => button));
  const body = make('div', { class: 'body' }, consent, ledger, nav, list);
  const fold = make('button', { type: 'button', 'aria-expanded': 'true' }, `Passerby: ${options.site}`);
  fold.addEventListener('click', () => {
    body.hidden = !body.hidden;
    fold.setAttribute('aria-expanded', String(!body.hidden));
  });
  const end = make('button', { type: 'button' }, 'Close');
  const host = make('div', {});
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [createStyle()];
  shadow.append(
    make('section', { 'aria-label': 'Passerby devtools', lang: 'en' }, make('header', {}, fold, end), body),
  );

  const render = (): void => {
    frame = 0;
    say(consent, tellConsent(options));
    renderLedger(ledger, tracker);
    for (const [key, { element }] of rows) {
      if (watched.has(key)) continue;
      element.remove();
      rows.delete(key);
    }
    const all = [...watched.values()];
    for (const one of all) {
      const row = rows.get(one.key) ?? createEventRow(one);
      if (!rows.has(one.key)) list.prepend(row.element);
      rows.set(one.key, row);
      row.update();
      row.element.hidden = !shows(one);
    }
    none.hidden = all.some(shows);
    for (const { button, name, narrowed } of filters) {
      say(button, `${name} ${all.filter(narrowed).length}`);
      button.setAttribute('aria-pressed', String(narrowed === shows));
    }
  };
  // Once for all that happens until the page is painted again.
  const later = (): void => {
    frame ||= requestAnimationFrame(render);
  };
  const { watched, undo } = watchEvents(tracker, options.plan, later);
  const timer = setInterval(later, lookAgainMs);
  const close = (): void => {
    undo();
    clearInterval(timer);
    cancelAnimationFrame(frame);
    host.remove();
  };
  end.addEventListener('click', close);
  render();
  // Beside the body, which apps and routers replace.
  document.documentElement.append(host);
  return close;
}

function renderLedger(ledger: HTMLElement, tracker: WatchedTracker): void {
  const { dropped, ...counts } = tracker.stats();
  const terms = Object.entries({ ...counts, ...prefixed(dropped) });
  // Once told, a reason stays.
  while (ledger.childElementCount < terms.length) {
    ledger.append(make('div', {}, make('dt', {}), make('dd', {})));
  }
  for (const [index, texts] of terms.entries()) {
    for (const [at, element] of [...(ledger.children[index]?.children ?? [])].entries()) {
      say(element, String(texts[at]));
    }
  }
}

const prefixed = (dropped: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(dropped).map(([reason, count]) => [`dropped: ${reason}`, count]));
