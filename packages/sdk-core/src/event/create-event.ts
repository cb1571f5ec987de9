import { limits, type CustomEvent, type Event, type EventBase, type Revenue } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';
import { scrubUrl } from '../privacy/scrub-url.ts';
import { cut } from './byte-length.ts';
import { cleanProps, type PropsInput } from './clean-props.ts';
import { randomHex } from './random-hex.ts';
import { uuid7 } from './uuid7.ts';

/** What to say of a page view; everything has a default in a browser. */
export interface PageViewOptions {
  /** Absolute, or relative to the page (default: the page's address). */
  url?: string;
  /** Absolute URL of the page before (default: that of the page view before, else the document's referrer). */
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
  /** Calls `leaving` when that ends the page view before. */
  pageView(options?: PageViewOptions, leaving?: () => void): Event | DropReason;
  /** Of the arguments of `trackEvent`. */
  custom(
    name: string,
    props?: unknown,
    options?: EventOptions | string | null,
    value?: number | null,
  ): Event | DropReason;
  /** Of the current page view. */
  onPage<Kind extends object>(kind: Kind): (EventBase & Kind) | 'no-url';
  /** The page ends: should it come back, that is another page view. */
  leave(): void;
}

/** Page views of one address within so long are one navigation that was told twice. */
const navigationMs = 1_000;

/** Knows the current page view, to which the events after it belong. */
export const createEventFactory = (
  environment: Environment,
  settings: Parameters<typeof scrubUrl>[0],
  now: () => number,
): EventFactory => {
  const { document } = environment;
  let page: Partial<EventBase> = {};
  let shownAt = 0;

  const scrub = (address: string | undefined): string | undefined =>
    scrubUrl(settings, address, document?.URL);
  const create = <Kind extends object>(
    kind: Kind,
    url: string | undefined,
    props?: PropsInput | null,
  ): (EventBase & Kind) | 'no-url' => {
    if (!url) return 'no-url';
    const time = now();
    const id = uuid7(environment, time);
    // JSON leaves out what is undefined.
    return { ...page, ...kind, id, time, url, props: props ? cleanProps(props) : undefined } as EventBase &
      Kind;
  };

  const factory: EventFactory = {
    pageView({ url: address, referrer, title, route, props } = {}, leaving) {
      const event = create(
        {
          type: 'pageview' as const,
          referrer: scrubUrl(settings, referrer ?? page.url ?? document?.referrer) as string,
          title: cut(title ?? document?.title ?? '', limits.textBytes),
        },
        scrub(address ?? document?.URL),
        props,
      );
      if (event === 'no-url') return event;
      const { url, time } = event;
      if (url === page.url && time - shownAt < navigationMs) return 'repeated';
      leaving?.();
      shownAt = time;
      page = {
        page: randomHex(environment, 16),
        url,
        route: route && cut(route, limits.textBytes),
      } as EventBase;
      return { ...event, ...page };
    },
    custom(name, props, options, value) {
      if (typeof props === 'string') {
        return factory.custom(props, { category: name, label: options as string, value });
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
        url ? scrub(url) : (page.url ?? scrub(document?.URL)),
        props as PropsInput,
      ) as CustomEvent;
    },
    onPage: (kind) => create(kind, page.url),
    leave() {
      shownAt = 0;
    },
  };
  return factory;
};
