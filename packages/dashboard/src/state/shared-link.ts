import { toSearch, type View } from './view.ts';

/**
 * Secret of the shared link that the page was opened by; null: it is the dashboard itself. It is the fragment, which
 * browsers send to nobody.
 */
export function readSharedSecret({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): string | null {
  return /\/share-\d+$/.test(pathname) ? hash.slice(1) : null;
}

/** Where a view is, from the page that is open. */
export function toHref(view: View, at: Pick<Location, 'pathname' | 'hash'>): string {
  return toSearch(view) + (readSharedSecret(at) === null ? '' : at.hash);
}
