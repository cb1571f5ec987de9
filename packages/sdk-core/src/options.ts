import { limits } from '@passerby/wire';
import { byteLength } from './event/byte-length.ts';
import { sdkName } from './sdk-name.ts';

/** What `createTracker` is given. A bad value throws a `TypeError` that says what to change. */
export interface TrackerOptions {
  /** The site's public key, as given to `passerby site add`: 1 to 256 bytes. */
  site: string;
  /** Where the collector is, such as `https://stats.example`; absolute http(s), a path is kept. */
  endpoint: string;
  /** Longest an event waits before it is sent, in ms, 0 to 3_600_000 (default 5_000). A page view is sent at once. */
  flushAfterMs?: number;
  /** Events that make a batch full, 1 to 500 (default 100). */
  maxBatchEvents?: number;
  /** UTF-8 bytes that make a batch full, 20_000 to 524_288 (default 64_000). */
  maxBatchBytes?: number;
  /** Events kept while they cannot be sent, 1 to 10_000 (default 1_000) and 2 MB at most; the oldest makes room. */
  maxQueueEvents?: number;
  /** Name and version of the sender, 1 to 256 bytes (default `sdk-core/<version>`); adapters give their own. */
  sdk?: string;
}

export type Settings = Required<TrackerOptions>;

export const defaults: Omit<Settings, 'site' | 'endpoint'> = {
  flushAfterMs: 5_000,
  maxBatchEvents: 100,
  maxBatchBytes: 64_000,
  maxQueueEvents: 1_000,
  sdk: sdkName,
};

/** Fills in the defaults. Throws a `TypeError` that says what to change. */
export function parseOptions(options: TrackerOptions): Settings {
  const integer = (name: Exclude<keyof typeof defaults, 'sdk'>, min: number, max: number): number => {
    const value = options[name] ?? defaults[name];
    demand(
      Number.isInteger(value) && value >= min && value <= max,
      `${name} must be a whole number, ${min} to ${max}`,
    );
    return value;
  };
  const token = (name: 'site' | 'sdk', value: string): string => {
    demand(
      typeof value === 'string' && value && byteLength(value) <= limits.tokenBytes,
      `${name} must be a text of 1 to ${limits.tokenBytes} bytes`,
    );
    return value;
  };
  const { site, endpoint, sdk = defaults.sdk } = options;
  demand(
    /^https?:\/\/[^/?#]+[^?#]*$/i.test(endpoint),
    `endpoint must be the collector's address, like https://stats.example`,
  );
  return {
    site: token('site', site),
    endpoint,
    flushAfterMs: integer('flushAfterMs', 0, 3_600_000),
    maxBatchEvents: integer('maxBatchEvents', 1, limits.eventsPerBatch),
    // At least the largest event and what comes before it.
    maxBatchBytes: integer('maxBatchBytes', 20_000, limits.batchBytes),
    maxQueueEvents: integer('maxQueueEvents', 1, 10_000),
    sdk: token('sdk', sdk),
  };
}

function demand(holds: unknown, fix: string): void {
  if (!holds) throw new TypeError(`passerby: ${fix}`);
}
