import type { Event } from '@passerby/wire';
import { readSource } from '../src/enrich/source.ts';
import { parseUserAgent } from '../src/enrich/user-agent.ts';
import { toBatchText, toPageText, toRow } from '../src/store/row.ts';

/** The row of a page view that tells nothing but its id and its page. */
export function toViewRow(id: string, time: number, url = 'https://s.example/'): string {
  const event: Event = { id, type: 'pageview', time, url };
  const { hostname, pathname } = new URL(url);
  return toRow(
    event,
    toPageText({ hostname, path: pathname }, readSource(new URL(url), undefined, hostname)),
    toBatchText({ batch: {}, receivedAt: time, userAgent: parseUserAgent(''), bot: '', country: '' }),
  );
}
