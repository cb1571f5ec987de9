/** Limits of wire version 1. Lengths of strings count UTF-8 bytes. */
export const limits = {
  /** Events in one batch. */
  eventsPerBatch: 500,
  /** One batch, after decompression: 512 KiB. */
  batchBytes: 524_288,
  /** One event as JSON: 16 KiB. */
  eventBytes: 16_384,
  /** One body given to `sendBeacon`, and all beacons and keepalive fetches in flight of a page together. */
  beaconBytes: 64_000,
  propsPerEvent: 50,
  propKeyBytes: 64,
  propValueBytes: 1024,
  /** Event name. */
  nameBytes: 128,
  urlBytes: 4096,
  /** `route` and `title`. */
  textBytes: 1024,
  /** `site`, `sdk`, `stream`, `page`, `visitor`, `user`, `lang` and `tz`. */
  tokenBytes: 256,
  /** Queries asked at once. */
  queriesPerBatch: 20,
  /** Events of a tracking plan. */
  planEvents: 500,
  /** `revenue.amount`, either sign; the column holds 14 digits before the point. */
  revenueAmount: 999_999_999_999,
} as const;
