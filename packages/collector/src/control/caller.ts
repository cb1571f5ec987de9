import type { TokenScope } from './tokens.ts';

/** What somebody may do. `view`: read the numbers that the pages of a shared link show, and nothing else. */
export interface Grant {
  scope: TokenScope | 'view';
  /** The sites it may ask about; unset: all sites. */
  siteIds: number[] | undefined;
}

/** Who asks. */
export interface Caller extends Grant {
  /** Whose queries are limited together: a token, a shared link, a session, a person of the provider, or the operator. */
  key: string;
}

/** The operator. */
export const everything: Caller = { scope: 'admin', siteIds: undefined, key: 'operator' };

/** Whether a caller may ask about a site; only whoever may ask about all may ask about none. */
export const isFor = ({ siteIds }: Grant, siteId: number | undefined): boolean =>
  siteIds === undefined || (siteId !== undefined && siteIds.includes(siteId));
