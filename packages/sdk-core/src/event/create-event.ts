import {
  limits,
  type CustomEvent,
  type EngagementEvent,
  type Event,
  type EventBase,
  type Revenue,
} from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment, Page } from '../environment.ts';
import { createScrubUrl } from '../privacy/scrub-url.ts';
import { cut } from './byte-length.ts';
import { cleanProps, type PropsInput } from './clean-props.ts';
import { createUuid7 } from './uuid7.ts';

/** What to say of a page view; everything has a default in a browser. */
export interface PageViewOptions {
  /** Absolute, or relative to the page (default: the page's address). */
  url?: string;
  /** Page before; absolute, or relative to the page (default: that of the page view before, else the document's). */
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

/** Makes events, or says why none can be made. Throws what the page's own getters and proxies throw. */
export interface EventFactory {
  createPageView: (options?: PageViewOptions) => Event | DropReason;
  /** Of the arguments of `trackEvent`. */
  createCustom: (
    name: string,
    props?: unknown,
    options?: EventOptions | string | null,
    value?: number | null,
  ) => Event | DropReason;
  /** Of the current page view. */
  createOnPage: (kind: Pick<EngagementEvent, 'type' | 'engagedMs' | 'scrollDepth'>) => Event | DropReason;
  /** The page ends: should it come back, that is another page view. */
  leavePage: () => void;
}

/** Page views of one address within so long are one navigation that was told twice. */
const navigationMs = 1_000;

/** Knows the current page view, to which the events after it belong. */
export const createEventFactory = (
  environment: Environment,
  settings: Parameters<typeof createScrubUrl>[1],
  randomHex: (digits: number) => string,
  now: () => number,
  /** Called when a page view ends the one before. */
  pageEnds: () => void,
): EventFactory => {
  const { document = {} as Partial<Page> } = environment;
  const scrubUrl = createScrubUrl(environment, settings);
  const uuid7 = createUuid7(randomHex);
  let page: Partial<EventBase> = {};
  let shownAt = 0;

  const create = <Kind extends object>(
    kind: Kind,
    url: string | undefined,
    props?: PropsInput | null,
  ): (EventBase & Kind) | 'no-url' => {
    if (!url) return 'no-url';
    const time = now();
    const id = uuid7(time);
    // JSON leaves out what is undefined.
    return {
      ...page,
      ...kind,
      id,
      time,
      url,
      props: props ? cleanProps(props) : undefined,
    } as EventBase & Kind;
  };

  const createPageView: EventFactory['createPageView'] = ({ url, referrer, title, route, props } = {}) => {
    const event = create(
      {
        type: 'pageview' as const,
        referrer: scrubUrl(referrer ?? page.url ?? document.referrer) as string,
        title: cut(title ?? document.title ?? '', limits.textBytes),
      },
      scrubUrl(url ?? document.URL),
      props,
    );
    if (event === 'no-url') return event;
    if (event.url === page.url && event.time - shownAt < navigationMs) return 'repeated';
    pageEnds();
    shownAt = event.time;
    page = {
      page: randomHex(16),
      url: event.url,
      route: route && cut(route, limits.textBytes),
    } as EventBase;
    return { ...event, ...page };
  };
  const createCustom: EventFactory['createCustom'] = (name, props, options, value) => {
    if (typeof props === 'string') {
      return createCustom(props, { category: name, label: options as string, value });
    }
    if (!name) return 'invalid';
    const { url, revenue } = (options ?? {}) as EventOptions;
    const kind = {
      type: 'event' as const,
      name: cut(name, limits.nameBytes),
      // What the page gave may be anything, and is to be stored.
      // oxlint-disable-next-line typescript/no-unnecessary-type-conversion, typescript/no-unnecessary-template-expression
      revenue: revenue && { amount: +revenue.amount, currency: `${revenue.currency}` },
    };
    return create(
      kind,
      url ? scrubUrl(url) : (page.url ?? scrubUrl(document.URL)),
      props as PropsInput,
    ) as CustomEvent;
  };
  const createOnPage: EventFactory['createOnPage'] = (kind) => create(kind, page.url);
  const leavePage = (): void => {
    shownAt = 0;
  };
  return { createPageView, createCustom, createOnPage, leavePage };
};
