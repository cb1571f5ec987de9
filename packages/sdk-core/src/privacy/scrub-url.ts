import { limits } from '@passerby/wire';
import type { Environment, Page } from '../environment.ts';
import type { TrackerOptions } from '../options.ts';

/**
 * What campaigns put into an address, and the collector reads; in its second group the click ids of advertisers. That there
 * was one tells a paid click; whose it was is nobody's business. (`li_fat_id`, `rdt_cid` and `ScCid` among others.)
 */
const campaign = /^(utm_\w+|ref|source|(\w*(clk?|i_fat_|rdt_c|ScC)id|.braid|epik|igsh(id)?))$/;

/**
 * An absolute http(s) URL that the wire takes, else `undefined`. It has no credentials, no query parameters but
 * those of campaigns and those allowed, `1` for each click id, and no fragment unless page views go by it. It may be
 * relative to the page.
 */
export const createScrubUrl = (
  environment: Environment,
  settings: Pick<TrackerOptions, 'keepQuery' | 'pageViews'>,
): ((address: string | undefined) => string | undefined) => {
  const { document = {} as Partial<Page> } = environment;
  const { keepQuery, pageViews = 'path' } = settings;
  const scrubUrl = (address: string | undefined): string | undefined => {
    try {
      const url = new URL(address || 'none:', document.URL);
      const { searchParams } = url;
      if (keepQuery !== true) {
        // oxlint-disable-next-line unicorn/no-useless-spread -- a copy, as some are deleted on the way
        for (const name of [...searchParams.keys()]) {
          const known = campaign.exec(name);
          if (known?.[2]) searchParams.set(name, '1');
          else if (!known && !keepQuery?.includes(name)) searchParams.delete(name);
        }
      }
      url.username = url.password = '';
      if (pageViews !== 'hash') url.hash = '';
      return /^https?:/i.test(url.href) ? url.href.slice(0, limits.urlBytes) : undefined; // ASCII.
    } catch {
      return undefined; // Relative without a page to be relative to, or none at all.
    }
  };
  return scrubUrl;
};
