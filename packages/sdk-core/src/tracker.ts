import { limits, type Event } from '@passerby/wire';
import { createEngagement } from './capture/engagement.ts';
import { watchPageViews } from './capture/page-views.ts';
import { explainTo } from './debug.ts';
import type { DropReason } from './drop-reason.ts';
import type { Environment, Heard, Page } from './environment.ts';
import { byteLength } from './event/byte-length.ts';
import type { PropsInput } from './event/clean-props.ts';
import { createClock } from './event/clock.ts';
import { createEventFactory, type EventOptions, type PageViewOptions } from './event/create-event.ts';
import { createRandomHex } from './event/random-hex.ts';
import { createLedger, type Stats, type TrackerSignals } from './ledger.ts';
import { checkOptions, type TrackerOptions } from './options.ts';
import { createConsent, type Choice, type Consent } from './privacy/consent.ts';
import type { AnyPlan, EventsOf } from './plan/events-of.ts';
import { createQueue } from './queue/queue.ts';
import type { Sender } from './transport/sender.ts';

/** Names of events and the properties of each; `{}` for none. Any name with any properties unless you say more. */
export type EventMap = Record<string, PropsInput>;

/** Properties come first where an event has any that it must have. */
type Rest<Props> =
  Partial<Props> extends Props
    ? [props?: Props | null, options?: EventOptions]
    : [props: Props, options?: EventOptions];

/** Counts page views and events of one site. None of its functions throws; all can be passed around alone. */
export interface Tracker<Events = EventMap> {
  /** Tracks that a page is shown and sends it at once. The events after it belong to this page view. */
  readonly trackPageView: (options?: PageViewOptions) => void;
  /** Tracks that something happened. It is sent within `flushAfterMs`. */
  readonly trackEvent: TrackEvent<Events>;
  /** Changes what the visitor has agreed to, in all tabs of the site and for later visits. */
  readonly setConsent: (consent: Consent) => void;
  /**
   * Tells who the visitor is, by the app's own id of at most 256 bytes, for the events from now on. False, and nothing
   * happens, unless consent is granted and the browser does not object by Global Privacy Control.
   */
  readonly identify: (user: string) => boolean;
  /** Forgets who the visitor is, as after a log-out: later events have another client id and no user. */
  readonly reset: () => void;
  /** Sends what is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Removes all listeners, timers and patches, and sends what is left like at the end of the page. Final. */
  readonly close: () => void;
  /** How many events had which fate since the page was loaded. */
  readonly stats: () => Stats;
  /** Tells of what becomes of events: see `Fate`, and `dropped`. Returns its undo. */
  readonly on: <Type extends keyof TrackerSignals>(
    type: Type,
    listener: (detail: TrackerSignals[Type]) => void,
  ) => () => void;
}

export interface TrackEvent<Events> {
  /** `trackEvent('signup', { plan: 'pro' })`; the name is cut to 128 UTF-8 bytes. */
  <Name extends keyof Events & string>(name: Name, ...rest: Rest<Events[Name]>): void;
  /**
   * The classic form, taken when the second argument is a string: an event with `action` for its name and the
   * props `category`, `label` and `value`.
   */
  (category: string, action: keyof Events & string, label?: string | null, value?: number | null): void;
}

/**
 * When the page may have to send, or the visitor does something. Not each move of a pointer, as looking how far the
 * page is scrolled may cost a layout.
 */
const moments =
  'pagehide pageshow visibilitychange online storage popstate pointerdown keydown scroll focus blur';

/**
 * Starts a tracker for a site that takes the events of a tracking plan: `createTracker<typeof plan>(…)`.
 *
 * @throws TypeError in development, when an option is bad; the message says what to change.
 */
export function createTracker<Planned extends AnyPlan = never>(
  // Nobody's options where no plan is named, so that such a call is the other one.
  options: [Planned] extends [never] ? never : TrackerOptions,
  environment?: Environment,
): Tracker<EventsOf<Planned>>;
/**
 * Starts a tracker for a site. `createTracker<{ signup: { plan: 'free' | 'pro' } }>(…)` takes no other events.
 *
 * @throws TypeError in development, when an option is bad; the message says what to change.
 */
export function createTracker<Events = EventMap>(
  options: TrackerOptions,
  environment?: Environment,
): Tracker<Events>;
export function createTracker(settings: TrackerOptions, environment: Environment = globalThis): Tracker {
  const { automation, beforeSend, sampleRate, site } = settings;
  if (DEVELOPMENT) checkOptions(settings);
  const { document = {} as Partial<Page>, navigator = {} } = environment;
  if (DEVELOPMENT && settings.debug) explainTo(environment.console);
  const name = `passerby:${site}`;
  const ending = new AbortController();
  const { signal } = ending;
  // One page load. Kept in memory only, so it tells nobody apart; from gaps in `seq` the collector sees loss.
  const randomHex = createRandomHex(environment);
  const stream = randomHex(24);
  const now = createClock(environment);
  const { tell, drop, on, counts } = createLedger(environment);
  const { consent, choose, identity, identify, reset, reload } = createConsent(
    environment,
    settings,
    name,
    randomHex,
  );
  const { createPageView, createCustom, createOnPage, leavePage } = createEventFactory(
    environment,
    settings,
    randomHex,
    now,
    () => tellEngagement(settings.engagement !== false),
  );
  const { enqueue, countQueued, flush, decide, pause, sendAtExit, giveUpRest } = createQueue(
    environment,
    settings,
    name,
    stream,
    now,
    tell,
    drop,
    consent,
    signal,
  );
  let seq = 0;

  const track = (make: () => Event | DropReason): void => {
    // Nobody sees a page that is rendered ahead, perhaps ever.
    if (document.prerendering) {
      return (document as Page).addEventListener('prerenderingchange', () => track(make), { once: true });
    }
    try {
      const isAutomated = navigator.webdriver;
      const who = identity();
      // By visitor where that may be known, so that each is counted always or never; else by page load.
      const share = +`0x${(who.visitor ?? stream).slice(0, 8)}` / 2 ** 32;
      const made = signal.aborted
        ? 'closed'
        : consent() === 'denied'
          ? 'consent'
          : isAutomated && automation === 'drop'
            ? 'automation'
            : share >= (sampleRate as number)
              ? 'sampled'
              : make();
      if (typeof made === 'string') return drop(made);
      // No attribute of a tag is a function.
      const event = (!SCRIPT_TAG && beforeSend ? beforeSend(made) : made) as Event;
      if (!SCRIPT_TAG && !(event as Event | null)) return drop('before-send', made);
      event.seq = seq + 1;
      const bytes = byteLength(JSON.stringify(event));
      if (bytes > limits.eventBytes) return drop('too-large', event);
      seq++;
      enqueue({
        event,
        bytes,
        sender: JSON.stringify({
          stream,
          ...who,
          consent: undefined,
          automated: (isAutomated && automation !== 'send') || undefined,
          sampleRate,
        } satisfies Sender & Choice),
      });
    } catch {
      drop('invalid'); // Getters, proxies and functions of the page throw; the page must not notice.
    }
  };

  const { notice, tellEngagement } = createEngagement(environment, now, track, createOnPage);
  const trackPageView = (view?: PageViewOptions): void => track(() => createPageView(view));
  /** Sends what there is in a way that outlives the page. */
  const leaving = (): void => {
    tellEngagement();
    if (consent() !== 'pending') sendAtExit();
  };

  const onMoment = ({ type, key, persisted }: Heard): void => {
    notice();
    if (type === 'popstate') environment.setTimeout(view);
    // Both ends are needed: a closed tab or a followed link gives pagehide first (still visible) and then
    // visibilitychange, a phone that switches apps only the latter, and may end the page later without a word.
    if (type === 'pagehide' || (type === 'visibilitychange' && document.hidden)) {
      if (type === 'pagehide') {
        pause();
        leavePage();
      }
      leaving();
    } else if (/^(page|vis|on)/.test(type) || key === name) {
      // The page is shown or online again, or another tab has decided, perhaps while this one was away.
      reload();
      decide();
      if (persisted) view(true);
    }
  };
  for (const type of moments.split(' ')) {
    environment.addEventListener?.(type, onMoment, { capture: type !== 'visibilitychange', signal });
  }
  decide();
  const view = watchPageViews(environment, settings, signal, trackPageView);

  return {
    trackPageView,
    trackEvent: (...call: Parameters<typeof createCustom>) => track(() => createCustom(...call)),
    setConsent(choice) {
      choose(choice);
      decide();
    },
    identify,
    reset,
    flush: flush as () => Promise<void>,
    stats: () => ({ ...counts, queued: countQueued(), dropped: { ...counts.dropped } }),
    close() {
      leaving();
      ending.abort();
      giveUpRest();
    },
    on,
  };
}
