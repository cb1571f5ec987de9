/**
 * Sends beacons by `fetch`, which msw sees: in Node it intercepts no `navigator.sendBeacon`
 * (https://github.com/mswjs/interceptors/issues/284), which imitations of a browser do not even have. Not needed with a
 * worker in a real browser. Returns its undo.
 */
export function bridgeBeacons(): () => void {
  const { navigator } = globalThis;
  const before = Object.getOwnPropertyDescriptor(navigator, 'sendBeacon');
  const sendBeacon: Navigator['sendBeacon'] = (url, data) => {
    const { document } = globalThis as { document?: { baseURI: string } };
    const body = data instanceof ReadableStream ? null : (data ?? null);
    // What becomes of a beacon nobody hears, failures included.
    fetch(new URL(url, document?.baseURI), { method: 'POST', body }).catch(() => {});
    return true;
  };
  Object.defineProperty(navigator, 'sendBeacon', { configurable: true, writable: true, value: sendBeacon });
  return () => {
    if (before) Object.defineProperty(navigator, 'sendBeacon', before);
    else Reflect.deleteProperty(navigator, 'sendBeacon');
  };
}
