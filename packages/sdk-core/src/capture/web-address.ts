/**
 * Origin and path of a URL: no credentials, query or fragment, where secrets and names are. `undefined` for what is
 * no web page, such as `mailto:` and `tel:`, whose path is a person's, or `blob:` and `data:`.
 */
export function toWebAddress({ protocol, origin, pathname }: URL): string | undefined {
  return /^https?:/.test(protocol) ? origin + pathname : undefined;
}
