import type { Event, TrackerOptions } from '@passerby/sdk-angular';
import { beforeEach } from 'vitest';

/** What all trackers have told since the test began. */
export const told: Event[] = [];

/** Of a tracker that tells, and sends nothing. */
export const options: TrackerOptions = {
  site: 'shop.example',
  endpoint: 'https://stats.example',
  beforeSend(event) {
    told.push(event);
    return false;
  },
};

/** Path of each page view, and its route template where it has one. */
export const pageViews = (): string[][] =>
  told.flatMap((event) =>
    event.type === 'pageview' ? [[new URL(event.url).pathname, ...(event.route ? [event.route] : [])]] : [],
  );

/** Name and props of each event. */
export const events = (): unknown[][] =>
  told.flatMap((event) => (event.type === 'event' ? [[event.name, event.props]] : []));

beforeEach(() => {
  told.length = 0;
});
