/** What the operator decided about the events of one site. An empty list is no rule. */
export interface SiteRules {
  /** Hosts whose pages count, lower case; `*.shop.example` stands for every host under it. Empty: all hosts. */
  hostnames: string[];
  /** Globs of paths whose events are not counted: `*` is anything but a slash, `**` anything at all. */
  excludedPaths: string[];
  /** Query parameters that belong to the address of a page, in the order in which they are written. */
  keptParameters: string[];
}

export const noRules: SiteRules = { hostnames: [], excludedPaths: [], keptParameters: [] };

/** Entries of one list at most, and characters of one entry. */
const mostEntries = 100;
const longestEntry = 256;
const hostnamePattern = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** The rules in their one spelling, each entry once; throws a plain `Error` with the fix when an entry is none. */
export function toSiteRules(rules: SiteRules): SiteRules {
  return {
    hostnames: toList('hostnames', rules.hostnames, toHostname),
    excludedPaths: toList('excluded paths', rules.excludedPaths, toGlob),
    keptParameters: toList('kept parameters', rules.keptParameters, toParameter),
  };
}

function toList(name: string, entries: string[], toEntry: (text: string) => string): string[] {
  const long = entries.find((entry) => entry.length > longestEntry);
  if (long !== undefined) {
    throw new Error(`"${long.slice(0, 40)}…" is longer than ${longestEntry} characters; shorten it`);
  }
  const list = [...new Set(entries.map(toEntry))];
  if (list.length > mostEntries) throw new Error(`${list.length} ${name}; give at most ${mostEntries}`);
  return list;
}

function toHostname(text: string): string {
  const wildcard = text.startsWith('*.') ? '*.' : '';
  const host = text.slice(wildcard.length);
  // The URL parser writes an international name as browsers send it.
  const hostname = wildcard + (URL.parse(`http://${host}`)?.hostname ?? '');
  if (!/[/:?#@\s]/.test(host) && hostnamePattern.test(hostname)) return hostname;
  throw new Error(`"${text}" is not a host name; give one such as www.shop.example, or *.shop.example`);
}

function toGlob(text: string): string {
  if (/^\/[^?#\s]*$/.test(text)) return text;
  throw new Error(
    `"${text}" is not a path; give one that begins with a slash and has no query, such as /admin/**`,
  );
}

function toParameter(text: string): string {
  if (text !== '' && !/[&=#?\s]/.test(text)) return text;
  throw new Error(`"${text}" is not the name of a query parameter; give the name alone, such as q`);
}
