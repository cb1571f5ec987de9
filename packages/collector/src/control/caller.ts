import type { TokenScope } from './tokens.ts';

/** Who asks. */
export interface Caller {
  scope: TokenScope;
  /** The sites it may ask about; unset: all sites. */
  siteIds: number[] | undefined;
}

/** The operator. */
export const everything: Caller = { scope: 'admin', siteIds: undefined };

/** Whether a caller may ask about a site; only whoever may ask about all may ask about none. */
export const isFor = ({ siteIds }: Caller, siteId: number | undefined): boolean =>
  siteIds === undefined || (siteId !== undefined && siteIds.includes(siteId));
