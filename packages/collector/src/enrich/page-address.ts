/** Where something happened, in one spelling for one page; the query and the fragment are not kept. */
export interface PageAddress {
  /** Lower case, without port and final dot. */
  hostname: string;
  /** Without trailing slash (but `/` itself), escapes in upper case (RFC 3986, section 6.2.2.1). */
  path: string;
}

/** `/pricing` and `/pricing/` are one page on nearly every site, and two rows of a report help nobody. */
export function toPageAddress(url: URL): PageAddress {
  let path = url.pathname;
  let end = path.length;
  while (end > 1 && path.codePointAt(end - 1) === slash) end--;
  if (end < path.length) path = path.slice(0, end);
  if (path.includes('%')) path = path.replaceAll(/%[\da-f]{2}/gi, (escape) => escape.toUpperCase());
  return { hostname: url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname, path };
}

const slash = '/'.codePointAt(0);
