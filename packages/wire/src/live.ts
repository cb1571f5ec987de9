/** What happens on a site now: what `GET /api/v1/live` sends first, and changes from then on. All of people, not bots. */
export interface LiveModel {
  /** Visitors who did anything in the last five minutes, reading on included. */
  visitors: number;
  /** Mean of the last minute, to 0.01. */
  pageviewsPerSecond: number;
  /** Page views of each of the last 30 minutes, the oldest first; the last one is under way. */
  minutes: number[];
  /** What the visitors of the last five minutes looked at, most visitors first; 10 at most. */
  pages: LivePage[];
  /** The latest page views and custom events, the newest first; 20 at most. */
  events: LiveEvent[];
}

export interface LivePage {
  page: string;
  visitors: number;
}

/** Nothing in it tells one visitor from another: no id, no properties, no title, and the time in whole seconds. */
export interface LiveEvent {
  /** ms since the epoch. */
  time: number;
  /** `pageview`, or the name of the event. */
  name: string;
  page: string;
  /** Where the visit came from; empty: directly. */
  source: string;
  /** ISO 3166-1 alpha-2; empty: unknown. */
  country: string;
  /** `desktop`, `mobile`, …; empty: unknown. */
  device: string;
}

/** One message of the live stream, as it comes over WebSocket; over SSE these are the fields of its event. */
export type LiveMessage =
  /** The whole, first of all and whenever an update would not do. `id`: of the model's content; resume from it. */
  | { id: string; event: 'model'; data: LiveModel }
  /** The members that changed since the message before. */
  | { id: string; event: 'update'; data: Partial<LiveModel> }
  /** The collector cannot read ClickHouse for now; it goes on trying, and the next update says that it succeeded. */
  | { event: 'problem'; data: { code: string; message: string } };
