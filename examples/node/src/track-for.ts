import type { IncomingMessage } from 'node:http';
import { createTracker, type Tracker } from '@passerby/sdk-core';

/** What the server tracks. */
export interface Events {
  'order-paid': { items: number };
}

const { PASSERBY_SITE = 'demo.localhost', PASSERBY_URL = 'http://localhost:8420' } = process.env;

/**
 * A tracker for the visitor who sent a request: with their browser and address an event joins their visit. Flush and
 * close it when the request is done.
 */
export function trackFor({ headers, socket }: IncomingMessage): Tracker<Events> {
  return createTracker<Events>(
    { site: PASSERBY_SITE, endpoint: PASSERBY_URL, pageViews: false },
    {
      Date,
      Math,
      crypto,
      AbortSignal,
      setTimeout,
      clearTimeout,
      fetch: (url, request) => {
        const passedOn = new Headers(request.headers);
        passedOn.set('User-Agent', headers['user-agent'] ?? '');
        // Taken from the proxies that the collector trusts: PASSERBY_TRUSTED_PROXIES.
        passedOn.set('X-Forwarded-For', socket.remoteAddress ?? '');
        return fetch(url, { ...request, headers: passedOn });
      },
    },
  );
}
