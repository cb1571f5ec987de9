/**
 * The part of `globalThis` that the tracker uses; `globalThis` is the default. It is read when a call is made,
 * never when the package is imported. What is optional is missing on servers, in workers or in old browsers, and
 * the tracker does without. Tests pass an object of their own.
 */
export interface Environment {
  readonly Date: { now(): number };
  readonly Math: { random(): number };
  /** `randomUUID` is missing on plain http, `getRandomValues` never is. */
  readonly crypto: Pick<Crypto, 'getRandomValues'>;
  readonly AbortSignal: { timeout?(ms: number): AbortSignal };
  readonly CompressionStream?: typeof CompressionStream;
  /** Where it is missing, the queue is in memory only. */
  readonly indexedDB?: IDBFactory;
  fetch(url: string, request: RequestInit): Promise<Pick<Response, 'status' | 'json' | 'headers'>>;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: never): void;
  addEventListener?(moment: PageMoment, run: () => void, capture?: boolean): void;
  removeEventListener?(moment: PageMoment, run: () => void, capture?: boolean): void;
  /** Gets the errors of listeners given to `tracker.on`. */
  reportError?(error: unknown): void;
  readonly document?: {
    readonly URL: string;
    readonly referrer: string;
    readonly title: string;
    readonly hidden: boolean;
  };
  readonly navigator?: {
    readonly language?: string;
    readonly onLine?: boolean;
    /** Missing on plain http. */
    readonly locks?: { request<T>(name: string, run: () => Promise<T>): Promise<T> };
    sendBeacon?(url: string, body: string): boolean;
  };
  readonly screen?: { readonly width: number; readonly height: number };
}

/** Moments in a page's life at which the tracker sends or rests. */
export type PageMoment = 'pagehide' | 'pageshow' | 'visibilitychange' | 'online';
