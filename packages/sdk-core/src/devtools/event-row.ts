import { make, say } from './make.ts';
import type { Watched } from './watch-events.ts';

/** One event in the list: a line, and all of it when that is opened. */
export interface EventRow {
  element: HTMLElement;
  update: () => void;
}

export function createEventRow(one: Watched): EventRow {
  const { event, violations } = one;
  const fate = make('span', { class: 'fate' });
  const message = make('p', { class: 'bad' });
  const json = make('pre', {});
  const line = make(
    'summary',
    {},
    make('time', {}, toTime(event?.time ?? Date.now())),
    make('b', {}, nameOf(event)),
    make('span', { class: 'where' }, event ? toPath(event.url) : ''),
    ...(violations[0] ? [make('span', { class: 'bad' }, 'against the plan')] : []),
    fate,
  );
  const element = make(
    'details',
    {},
    line,
    ...violations.map(({ path, message: why }) => make('p', { class: 'bad' }, `${path}: ${why}`)),
    message,
    json,
  );
  const showAll = (): void => {
    if (element.open) say(json, event ? JSON.stringify(event, null, 2) : '');
  };
  element.addEventListener('toggle', showAll);
  return {
    element,
    update() {
      fate.dataset['fate'] = one.fate;
      say(fate, one.reason ? `${one.fate}: ${one.reason}` : one.fate);
      say(message, one.message ?? '');
      showAll(); // The queue writes to it: a number in its stream, the plan's version.
    },
  };
}

const nameOf = (event: Watched['event']): string =>
  event ? (event.type === 'event' ? event.name : event.type) : 'a call that made no event';

const toTime = (time: number): string => new Date(time).toTimeString().slice(0, 8);

const toPath = (url: string): string => {
  try {
    return new URL(url).pathname;
  } catch {
    return url; // `beforeSend` may have put anything there.
  }
};
