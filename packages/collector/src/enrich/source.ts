import QuickLRU from 'quick-lru';
import { toChannel, type Channel } from './channel.ts';
import { findSourceOfHost, findSourceOfName, type KnownSource } from './known-sources.ts';

/** Where a visit came from. Empty strings where nothing says so: a direct visit. */
export interface Source {
  /** `utm_source`, `source` or `ref`; else the referrer's well-known name or host; else the click id's network. */
  source: string;
  /** `utm_source` alone, as it was written. */
  utmSource: string;
  medium: string;
  campaign: string;
  content: string;
  term: string;
  /** The referrer without its query and fragment, which may name a person. */
  referrer: string;
  channel: Channel;
}

/** Longest value kept of a campaign parameter, characters. */
const longestParameter = 200;

/**
 * Parameters that an ad network or an app adds to the links it sends out: whose they are, and what they prove. Of
 * the ids themselves, which name one click, nothing is kept. Facebook's and Instagram's stand on every link, so they
 * name the source and prove no payment.
 */
const clickIds = new Map<string, { network: string; paid?: 'ad' | 'display' }>([
  ['gclid', { network: 'Google', paid: 'ad' }],
  ['gbraid', { network: 'Google', paid: 'ad' }],
  ['wbraid', { network: 'Google', paid: 'ad' }],
  ['msclkid', { network: 'Bing', paid: 'ad' }],
  ['yclid', { network: 'Yandex', paid: 'ad' }],
  ['ttclid', { network: 'TikTok', paid: 'ad' }],
  ['twclid', { network: 'X', paid: 'ad' }],
  ['li_fat_id', { network: 'LinkedIn', paid: 'ad' }],
  ['rdt_cid', { network: 'Reddit', paid: 'ad' }],
  ['epik', { network: 'Pinterest', paid: 'ad' }],
  ['ScCid', { network: 'Snapchat', paid: 'ad' }],
  ['qclid', { network: 'Quora', paid: 'ad' }],
  ['dclid', { network: 'Google', paid: 'display' }],
  ['fbclid', { network: 'Facebook' }],
  ['igshid', { network: 'Instagram' }],
  ['igsh', { network: 'Instagram' }],
]);
const campaignParameters = new Set([
  'utm_source',
  'source',
  'ref',
  'utm_medium',
  'utm_campaign',
  'utm_content',
  'utm_term',
]);

/** Reads the source of a page from its own URL and the referrer; links within the site's hosts are no source. */
export function readSource(url: URL, referrer: string | undefined, siteKey: string): Source {
  const { parameters, click } = readQuery(url);
  const parameter = (name: string): string => parameters?.get(name) ?? '';
  const from = referrer ? parseReferrer(referrer, url.hostname, siteKey) : undefined;
  const named = parameter('utm_source') || parameter('source') || parameter('ref');
  const known = named ? findSourceOfName(named) : from?.known;
  const [medium, campaign] = [parameter('utm_medium'), parameter('utm_campaign')];
  // A paid click says more than a campaign's own name for its source; one that any link carries does not.
  const clickTells = click !== undefined && !from && (!named || click.paid !== undefined);
  const source = named || (from ? from.name : (click?.network ?? ''));
  return {
    source,
    utmSource: parameter('utm_source'),
    medium,
    campaign,
    content: parameter('utm_content'),
    term: parameter('utm_term'),
    referrer: from?.referrer ?? '',
    channel: toChannel({
      source,
      medium,
      campaign,
      kind: (known ?? (clickTells ? findSourceOfName(click.network) : undefined))?.kind,
      paidClick: click?.paid,
    }),
  };
}

interface PageQuery {
  parameters?: Map<string, string>;
  click?: { network: string; paid?: 'ad' | 'display' };
}

/** One pass over the query, and none where there is none. The first value of a name counts that is not blank. */
function readQuery(url: URL): PageQuery {
  if (url.search === '') return {};
  const parameters = new Map<string, string>();
  let click: PageQuery['click'];
  for (const [name, text] of url.searchParams) {
    if (campaignParameters.has(name)) {
      const value = text.trim();
      if (value && !parameters.has(name)) parameters.set(name, value.slice(0, longestParameter));
    } else {
      const network = clickIds.get(name);
      // An ad's id counts before one that any link carries.
      if (network && (click === undefined || (network.paid && !click.paid))) click = network;
    }
  }
  return { parameters, ...(click && { click }) };
}

interface Referrer {
  referrer: string;
  name: string;
  known: KnownSource | undefined;
}

function parseReferrer(text: string, ownHost: string, siteKey: string): Referrer | undefined {
  const url = URL.parse(text);
  if (!url || !/^(https?|android-app):$/.test(url.protocol)) return undefined;
  const host = withoutWww(url.hostname);
  if (host === withoutWww(ownHost) || host === siteKey || host.endsWith(`.${siteKey}`)) return undefined;
  const known = findKnown(host);
  return {
    referrer: `${url.protocol}//${url.host}${url.pathname}`,
    name: known?.name ?? host,
    known,
  };
}

const knownHosts = new QuickLRU<string, KnownSource | false>({ maxSize: 10_000 });

function findKnown(host: string): KnownSource | undefined {
  let known = knownHosts.get(host);
  if (known === undefined) {
    known = findSourceOfHost(host) ?? false;
    knownHosts.set(host, known);
  }
  return known || undefined;
}

const withoutWww = (host: string): string => host.replace(/^www\./, '');
