import type { Batch, BatchContext, Event } from '@passerby/wire';
import { watchPageViews } from './capture/page-views.ts';
import type { DropReason } from './drop-reason.ts';
import type { Environment, Heard, Page } from './environment.ts';
import { createEventFactory } from './event/create-event.ts';
import { createRandomHex } from './event/random-hex.ts';
import type { TrackerOptions } from './options.ts';
import type { Tracker } from './tracker.ts';
import { createContext } from './transport/context.ts';
import { eventsUrl } from './transport/events-url.ts';

/** What of the options a lite tracker knows. */
export type LiteOptions = Pick<
  TrackerOptions,
  'site' | 'endpoint' | 'sdk' | 'pageViews' | 'ignoreReplaced' | 'keepQuery' | 'automation'
>;

/**
 * A tracker without store, queue and identity: each event goes at once, by beacon or keepalive, and is lost where
 * that fails. It runs until the page ends.
 */
export function startLiteTracker(
  settings: LiteOptions,
  environment: Environment,
): Pick<Tracker, 'trackPageView' | 'trackEvent'> {
  const { document = {} as Partial<Page>, navigator = {} } = environment;
  const { automation, site, sdk = `sdk-core/${SDK_VERSION}` } = settings;
  const now = (): number => environment.Date.now();
  const { signal } = new AbortController();
  const isAutomated = navigator.webdriver;
  const context = createContext(environment);
  const randomHex = createRandomHex(environment);
  const stream = randomHex(24);
  const url = eventsUrl(settings.endpoint);
  const { createPageView, createCustom, leavePage } = createEventFactory(
    environment,
    settings,
    randomHex,
    now,
    () => {},
  );
  let seq = 0;

  const track = (make: () => Event | DropReason): void => {
    // Nobody sees a page that is rendered ahead, perhaps ever.
    if (document.prerendering) {
      return (document as Page).addEventListener('prerenderingchange', () => track(make), { once: true });
    }
    try {
      const event = isAutomated && automation === 'drop' ? 'automation' : make();
      if (typeof event === 'string') return;
      event.seq = ++seq;
      const body = JSON.stringify({
        site,
        sentAt: now(),
        sdk,
        stream,
        context: context() as BatchContext,
        ...(isAutomated && automation !== 'send' && { automated: true }),
        events: [event],
      } satisfies Batch);
      if (navigator.sendBeacon?.(url, body)) return;
      // A text is text/plain, so that nothing preflights.
      environment.fetch(url, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => {});
    } catch {
      // Getters and proxies of the page throw, and stubs of blockers; the page must not notice.
    }
  };
  const trackPageView: Tracker['trackPageView'] = (view) => track(() => createPageView(view));

  const view = watchPageViews(environment, settings, signal, trackPageView);
  for (const type of ['popstate', 'pageshow']) {
    const listener = ({ persisted }: Heard): void => {
      if (persisted) leavePage();
      view(persisted);
    };
    environment.addEventListener?.(type, listener, {});
  }
  return {
    trackPageView,
    trackEvent: (...call: Parameters<typeof createCustom>) => track(() => createCustom(...call)),
  };
}
