import type { EventTracker } from './event-tracker.ts';
import { onLinkClick } from './on-link-click.ts';
import { toWebAddress } from './web-address.ts';

export type { EventTracker };

/** What `trackLinks` may be given. */
export interface LinkOptions {
  /**
   * Domains that are yours, in lower case; links to them and to their sub-domains are not outbound (default: the
   * page's host, without `www.`). Ports and schemes make no difference.
   */
  ownDomains?: string[];
}

/**
 * Tracks clicks on links to other sites as `outbound-link` with the prop `url`: origin and path of the link. Never
 * collected: credentials, query and fragment, the text of the link, links that are no web page, such as `mailto:`.
 *
 * A click counts when it is made, by mouse, middle button or keyboard, also where the page prevents it in order to
 * open the link in its own way. Nothing is delayed, prevented or written to the page. Links with `download` are for
 * `trackDownloads`; inside a closed shadow root none is seen.
 *
 * @returns its undo. Without a document, as on a server or in a worker, nothing happens.
 */
export function trackLinks(tracker: EventTracker, { ownDomains }: LinkOptions = {}): () => void {
  return onLinkClick((link, target) => {
    const url = toWebAddress(target);
    const isOwn = (ownDomains ?? [location.hostname.replace(/^www\./, '')]).some((domain) =>
      `.${target.hostname}`.endsWith(`.${domain}`),
    );
    if (url && !isOwn && !link.hasAttribute('download')) tracker.trackEvent('outbound-link', { url });
  });
}
