import type { Grant } from './caller.ts';
import type { Sites } from './sites.ts';

/** In which claims a provider says what somebody may do. */
export interface ClaimNames {
  /** Claim with the sites: a list, or a text with spaces between; `*` stands for all. */
  oidcSitesClaim: string;
  /** Claim that is or holds `admin` for whoever may change things; all others read. */
  oidcRoleClaim: string;
}

/**
 * What somebody may do by a provider's claims. Values that name no site of ours are left alone, so that a claim of groups
 * will do; without any site of ours there is nothing.
 */
export async function toGrant(
  claims: Readonly<Record<string, unknown>>,
  names: ClaimNames,
  sites: Pick<Sites, 'find'>,
): Promise<Grant | undefined> {
  const scope = toValues(claims[names.oidcRoleClaim]).includes('admin') ? 'admin' : 'read';
  const keys = toValues(claims[names.oidcSitesClaim]).slice(0, mostValues);
  if (keys.includes('*')) return { scope, siteIds: undefined };
  const found = await Promise.all(keys.map((key) => sites.find(key.toLowerCase())));
  const siteIds = found.flatMap((site) => site?.id ?? []);
  return siteIds.length > 0 ? { scope, siteIds } : undefined;
}

/** Values of a claim that are looked up at most; some providers list hundreds of groups. */
const mostValues = 1_000;

function toValues(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : [];
}
