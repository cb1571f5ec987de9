import {
  limits,
  type CustomEvent,
  type Event,
  type EventBase,
  type PageviewEvent,
  type Revenue,
} from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';
import { cut } from './byte-length.ts';
import { cleanProps, type PropsInput } from './clean-props.ts';
import { randomHex } from './random-hex.ts';
import type { Stream } from './stream.ts';
import { uuid7 } from './uuid7.ts';

/** What to say of a page view; everything has a default in a browser. */
export interface PageViewOptions {
  /** Absolute, or relative to the page (default: the page's address). */
  url?: string;
  /** URL of the page before (default: that of the page view before, else the document's referrer). */
  referrer?: string;
  /** Default: the document's title. */
  title?: string;
  /** Route template such as `/product/:id`. */
  route?: string;
  props?: PropsInput;
}

/** What else to say of an event. */
export interface EventOptions {
  /** Money that it brought in. */
  revenue?: Revenue;
  /** Absolute, or relative to the page (default: that of the last page view, else the page's address). */
  url?: string;
}

/** Part of an event that was cut or left out because the wire cannot carry it. */
export interface Cleaned {
  event: Event;
  /** Keys of its props, or `revenue`. */
  keys: string[];
}

/** Makes events, or says why none can be made. Throws what the page's own getters and proxies throw. */
export interface EventFactory {
  pageView(options?: PageViewOptions): Event | DropReason;
  custom(name: string, props?: PropsInput | null, options?: EventOptions): Event | DropReason;
}

/** Knows the current page view, to which the events after it belong. */
export function createEventFactory(
  environment: Environment,
  stream: Stream,
  onCleaned: (cleaned: Cleaned) => void,
): EventFactory {
  let page: Pick<EventBase, 'page' | 'url' | 'route'> | undefined;

  const identity = (): Pick<EventBase, 'id' | 'time' | 'seq'> => {
    const time = stream.now();
    return { id: uuid7(environment, time), time, seq: ++stream.seq };
  };

  const withProps = (event: Event, props: PropsInput | null | undefined, changed: string[] = []): Event => {
    const clean = cleanProps(props ?? {}, changed);
    if (Object.keys(clean)[0]) event.props = clean;
    if (changed[0]) onCleaned({ event, keys: changed });
    return event;
  };

  return {
    pageView({ url: givenUrl, referrer, title, route, props } = {}) {
      const { document } = environment;
      const url = toUrl(givenUrl, document?.URL);
      if (!url) return 'no-url';
      const previous = page?.url ?? document?.referrer ?? '';
      page = { page: randomHex(environment, 8), url, ...(route && { route: cut(route, limits.textBytes) }) };
      const event: PageviewEvent = {
        type: 'pageview',
        ...identity(),
        ...page,
        referrer: cut(referrer ?? previous, limits.urlBytes),
        title: cut(title ?? document?.title ?? '', limits.textBytes),
      };
      return withProps(event, props);
    },
    custom(name, props, { url: givenUrl, revenue } = {}) {
      if (typeof name !== 'string' || !name) return 'invalid';
      const url = toUrl(givenUrl ?? page?.url, environment.document?.URL);
      if (!url) return 'no-url';
      const event: CustomEvent = {
        type: 'event',
        name: cut(name, limits.nameBytes),
        ...identity(),
        ...page,
        url,
      };
      if (!revenue) return withProps(event, props);
      const { amount, currency } = revenue;
      const isMoney = Number.isFinite(amount) && /^[A-Z]{3}$/.test(currency);
      if (isMoney) event.revenue = { amount, currency };
      return withProps(event, props, isMoney ? [] : ['revenue']);
    },
  };
}

/** An absolute http(s) URL that the wire takes, else `undefined`. */
function toUrl(url: string | undefined, base: string | undefined): string | undefined {
  try {
    const { href } = new URL(url ?? String(base), base);
    return /^https?:/.test(href) ? cut(href, limits.urlBytes) : undefined;
  } catch {
    return undefined; // Relative without a page to be relative to, or none at all.
  }
}
