import type { EventTracker } from './event-tracker.ts';
import { onLinkClick } from './on-link-click.ts';
import { toWebAddress } from './web-address.ts';

export type { EventTracker };

/** What `trackDownloads` may be given. */
export interface DownloadOptions {
  /**
   * Endings of file names that make a link a download, without the dot, in any case, such as `['pdf', 'tar.gz']`; in
   * place of the default: common documents, archives, programs, sound and video.
   */
  extensions?: string[];
}

const common =
  'pdf|docx?|odt|rtf|txt|epub|csv|xlsx?|ods|pps|pptx?|odp|key|7z|t?gz|rar|tar|zip|apk|deb|dmg|exe|iso|msi|pkg|rpm|avi|mov|mp3|mp4|mpe?g|wav|wm[av]';

/**
 * Tracks clicks on links to files as `file-download` with the prop `url`: origin and path of the file, missing for
 * one that the page made itself (`blob:`, `data:`). A link is one to a file when its path ends in one of the
 * `extensions`, or when it has the attribute `download`. Never collected: credentials, query and fragment, and the
 * name that `download` gives the file, which may be a person's.
 *
 * Like `trackLinks`, it only looks at clicks; a file on another site is counted by both, unless it has `download`.
 *
 * @returns its undo. Without a document, as on a server or in a worker, nothing happens.
 */
export function trackDownloads(tracker: EventTracker, { extensions }: DownloadOptions = {}): () => void {
  return onLinkClick((link, target) => {
    const url = toWebAddress(target);
    const isFile = new RegExp(`\\.(${extensions?.join('|') ?? common})$`, 'i').test(url ?? '');
    if (isFile || link.hasAttribute('download')) tracker.trackEvent('file-download', { url });
  });
}
