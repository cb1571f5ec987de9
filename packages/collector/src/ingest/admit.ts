import { isFor, type Caller } from '../control/caller.ts';
import type { Site, Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';

/**
 * Answers the site of a batch when its sender may send to it. A request without an origin (a server, curl) may; a
 * browser always names its own. A token that lets its bearer send is enough, from whatever origin.
 */
export async function admit(
  sites: Pick<Sites, 'find'>,
  key: string,
  { origin, caller }: { origin: string | undefined; caller: Caller | undefined },
): Promise<Site> {
  const site = await sites.find(key.toLowerCase());
  if (caller && !maySend(caller, site)) {
    throw new RequestError('forbidden', 'site: this token may not send events of it');
  }
  if (!site) {
    throw unknownSite(key);
  }
  if (!caller && origin !== undefined && !mayList(site, origin)) {
    throw new RequestError(
      'origin_not_allowed',
      `pages of ${origin.slice(0, 80)} may not send events of ${site.key}; add the origin by "passerby site origin ${site.key} <origin>"`,
    );
  }
  return site;
}

export const unknownSite = (key: string): RequestError =>
  new RequestError(
    'unknown_site',
    `site: "${key.slice(0, 80)}" is not known here; add it by "passerby site add <domain>" or correct the key`,
  );

function maySend(caller: Caller, site: Site | undefined): boolean {
  return (caller.scope === 'ingest' || caller.scope === 'admin') && isFor(caller, site?.id);
}

function mayList(site: Site, origin: string): boolean {
  if (site.origins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const host = new URL(origin).hostname;
  return host === site.key || host.endsWith(`.${site.key}`);
}
