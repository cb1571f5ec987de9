import { DateTime } from 'luxon';
import { toUtcDay } from '../control/salts.ts';
import type { Site } from '../control/sites.ts';
import { toSpan } from './span-of-file.ts';

const dayMs = 86_400_000;

/**
 * Whether nobody keeps the events of a file any longer: its day ended so many days ago as its site says (unset: a site that
 * is not known here), or so many months as all do. 0 months: for ever.
 */
export function isExpired(
  name: string,
  site: Pick<Site, 'limits'> | undefined,
  retentionMonths: number,
  now: number,
): boolean {
  const day = toSpan(name.slice(0, 10));
  if (!day) return false;
  const { retentionDays } = site?.limits ?? {};
  if (retentionDays !== undefined && day.from < (toUtcDay(now) - retentionDays) * dayMs) return true;
  const last = DateTime.fromMillis(now, { zone: 'utc' }).minus({ months: retentionMonths });
  return retentionMonths > 0 && day.to <= last.toMillis();
}
