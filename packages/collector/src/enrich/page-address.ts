/** Where something happened, in one spelling for one page; of the query only kept parameters, the fragment never. */
export interface PageAddress {
  /** Lower case, without port and final dot. */
  hostname: string;
  /** Without trailing slash (but `/` itself), escapes in upper case (RFC 3986, section 6.2.2.1). */
  path: string;
}

/**
 * `/pricing` and `/pricing/` are one page on nearly every site, and two rows of a report help nobody. Kept
 * parameters follow the path in the order in which the site names them, whatever the order of the URL.
 */
export function toPageAddress(url: URL, keptParameters: string[] = []): PageAddress {
  let path = url.pathname;
  let end = path.length;
  while (end > 1 && path.codePointAt(end - 1) === slash) end--;
  if (end < path.length) path = path.slice(0, end);
  if (path.includes('%')) path = path.replaceAll(/%[\da-f]{2}/gi, (escape) => escape.toUpperCase());
  return {
    hostname: url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname,
    path: path + keepQuery(url, keptParameters),
  };
}

const slash = '/'.codePointAt(0);

/** `?q=shoes` of `?utm_source=x&q=shoes` where `q` is kept; nothing where nothing is. */
export function keepQuery(url: URL, keptParameters: string[]): string {
  if (keptParameters.length === 0 || url.search === '') return '';
  const kept = new URLSearchParams();
  for (const name of keptParameters) {
    for (const value of url.searchParams.getAll(name)) kept.append(name, value);
  }
  const query = kept.toString();
  return query === '' ? '' : `?${query}`;
}
