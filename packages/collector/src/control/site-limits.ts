/** How much an operator lets a site have; unset: what holds for all sites. */
export interface SiteLimits {
  /** Events accepted in a calendar month of the site's time zone (unset: any number). */
  monthlyQuota?: number;
  /** Batches a minute (unset: `PASSERBY_MAX_REQUESTS_PER_SITE`); 0: any number. */
  requestsPerMinute?: number;
  /** Days, UTC, after which its events are deleted (unset: `PASSERBY_RETENTION_MONTHS`). */
  retentionDays?: number;
}

/** `null` takes a limit away. */
export type LimitChanges = { [Name in keyof SiteLimits]?: number | null };

export const limitBounds: Record<keyof SiteLimits, [least: number, most: number]> = {
  monthlyQuota: [0, Number.MAX_SAFE_INTEGER],
  requestsPerMinute: [0, 1_000_000_000],
  retentionDays: [1, 3_650],
};

/** The limits with these changes; throws a plain `Error` with the fix when one is none. */
export function changeLimits(limits: SiteLimits, changes: LimitChanges): SiteLimits {
  const changed: SiteLimits = { ...limits };
  for (const name of Object.keys(limitBounds) as (keyof SiteLimits)[]) {
    const value = changes[name];
    if (value === undefined) continue;
    const [least, most] = limitBounds[name];
    if (value === null) delete changed[name];
    else if (Number.isInteger(value) && value >= least && value <= most) changed[name] = value;
    else throw new Error(`${name}: ${value} is no whole number from ${least} to ${most}`);
  }
  return changed;
}
