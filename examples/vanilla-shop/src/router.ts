/** Shows a page for the parts of its address. */
type Show = (address: { params: Record<string, string | undefined>; query: URLSearchParams }) => void;

/** Pages by the pattern of their path; the first that fits is shown, also without loading the document anew. */
export function startRouter(routes: Record<string, Show>, redirects: Record<string, string>): () => void {
  const stopping = new AbortController();
  const pages = Object.entries(routes).map(
    ([pathname, showPage]) => [new URLPattern({ pathname }), showPage] as const,
  );

  function show(url: URL): void {
    for (const [pattern, showPage] of pages) {
      const found = pattern.exec(url);
      if (!found) continue;
      return showPage({ params: found.pathname.groups, query: url.searchParams });
    }
  }

  show(new URL(location.href));
  // Else each page is loaded anew, without the cart.
  if (!('navigation' in globalThis)) return () => {};
  navigation.addEventListener(
    'navigate',
    (event) => {
      const url = new URL(event.destination.url);
      const isDocument = url.pathname.endsWith('.html');
      if (!event.canIntercept || event.downloadRequest !== null || event.hashChange || isDocument) return;
      const target = redirects[url.pathname];
      if (target === undefined) return event.intercept({ handler: async () => show(url) });
      event.preventDefault();
      navigation.navigate(target);
    },
    { signal: stopping.signal },
  );
  return () => stopping.abort();
}
