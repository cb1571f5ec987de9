import { limits } from '@passerby/wire';
import { cut } from '../event/byte-length.ts';
import type { TrackerOptions } from '../options.ts';

/**
 * What campaigns put into an address, and the collector reads; in its group the click ids of advertisers. That there
 * was one tells a paid click; whose it was is nobody's business.
 */
const campaign = /^(?:utm_\w+|ref|source|(\w*clk?id|[gw]braid|li_fat_id|rdt_cid|ScCid|epik|igsh(?:id)?))$/;

/**
 * An absolute http(s) URL that the wire takes, else `undefined`. It has no credentials, no query parameters but
 * those of campaigns and those allowed, `1` for each click id, and no fragment unless page views go by it.
 */
export function scrubUrl(
  { keepQuery, pageViews }: Pick<TrackerOptions, 'keepQuery' | 'pageViews'>,
  address: string | undefined,
  base?: string,
): string | undefined {
  try {
    const url = new URL(String(address), base);
    const { searchParams } = url;
    url.username = url.password = '';
    if (pageViews !== 'hash') url.hash = '';
    if (keepQuery !== true) {
      for (const name of Array.from(searchParams.keys())) {
        const known = campaign.exec(name);
        if (known?.[1]) searchParams.set(name, '1');
        else if (!known && !keepQuery?.includes(name)) searchParams.delete(name);
      }
    }
    return url.protocol.startsWith('http') ? cut(url.href, limits.urlBytes) : undefined;
  } catch {
    return undefined; // Relative without a page to be relative to, or none at all.
  }
}
