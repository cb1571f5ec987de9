/**
 * Runs in pages, before their own scripts: the tracker's requests go to the collector of the test, whatever endpoint the
 * app was built for. Playwright's routes cannot do it: they do not see what a page sends in its `pagehide`
 * (https://github.com/microsoft/playwright/issues/23635), nor the bodies of beacons (12231).
 *
 * Without `endpoint`, requests are known by path and by what only a tracker sends there: text.
 */
export function redirectInPage({ target, endpoint }: { target: string; endpoint: string | undefined }): void {
  const path = '/api/v1/events';
  const isTrackers = (url: string): boolean => {
    const absolute = URL.parse(url, document.baseURI);
    return endpoint === undefined
      ? absolute?.pathname.endsWith(path) === true
      : absolute?.href === endpoint + path;
  };
  /** By its headers, or by what its body makes of them. */
  const isText = ({ method, body, headers = {} }: RequestInit): boolean =>
    method === 'POST' &&
    (typeof body === 'string' || body instanceof Blob) &&
    new Request(document.baseURI, { method, body, headers }).headers
      .get('content-type')
      ?.startsWith('text/plain') === true;
  const { fetch } = globalThis;
  globalThis.fetch = (input, init = {}) => {
    const isOurs = !(input instanceof Request) && isTrackers(String(input)) && isText(init);
    return fetch(isOurs ? target + path : input, init);
  };
  const sendBeacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (url, data) =>
    sendBeacon(typeof data === 'string' && isTrackers(String(url)) ? target + path : url, data);
  addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (!blockedURI.startsWith(target)) return;
    const tell = (globalThis as { passerbyTestBlocked?: (directive: string) => void }).passerbyTestBlocked;
    tell?.(effectiveDirective);
  });
}
