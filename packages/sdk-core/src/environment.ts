/**
 * The part of `globalThis` that the tracker uses; `globalThis` is the default. It is read when a call is made,
 * never when the package is imported. What is optional is missing on servers, in workers or in old browsers, and
 * the tracker does without. Tests pass an object of their own.
 */
export interface Environment {
  readonly Date: { now(): number };
  readonly Math: Pick<Math, 'random'>;
  /** `randomUUID` is missing on plain http, `getRandomValues` never is. */
  readonly crypto: Pick<Crypto, 'getRandomValues'>;
  readonly AbortSignal: { timeout?(ms: number): AbortSignal };
  readonly CompressionStream?: typeof CompressionStream;
  /** Where it is missing, the queue is in memory only. */
  readonly indexedDB?: IDBFactory;
  /** Holds the visitor's choice and, with consent, who it is. Touched only where there is a document. */
  readonly localStorage?: Pick<Storage, 'getItem' | 'setItem'>;
  fetch(url: string, request: RequestInit): Promise<Pick<Response, 'status' | 'json' | 'headers'>>;
  setTimeout(run: () => unknown, ms?: number): unknown;
  clearTimeout(timer: never): void;
  addEventListener?: Listen;
  /** Gets the errors of listeners given to `tracker.on`. */
  reportError?(error: unknown): void;
  readonly document?: {
    readonly URL: string;
    readonly referrer: string;
    readonly title: string;
    readonly hidden: boolean;
    /** True until a page that was rendered ahead is shown. */
    readonly prerendering?: boolean;
    readonly documentElement?: { readonly scrollHeight: number };
    hasFocus?(): boolean;
    addEventListener: Listen;
  };
  readonly navigator?: {
    readonly language?: string;
    readonly onLine?: boolean;
    /** Driven by a program. */
    readonly webdriver?: boolean;
    readonly globalPrivacyControl?: boolean;
    readonly doNotTrack?: string | null;
    /** Missing on plain http. */
    readonly locks?: {
      request<T>(name: string, options: { signal: AbortSignal }, run: () => Promise<T>): Promise<T>;
    };
    sendBeacon?(url: string, body: string): boolean;
  };
  /** The Navigation API; where it is missing, `history` is patched. */
  readonly navigation?: { addEventListener: Listen } | null;
  readonly history?: Pick<History, 'pushState' | 'replaceState'>;
  readonly screen?: { readonly width: number; readonly height: number };
  readonly innerHeight?: number;
  readonly scrollY?: number;
  readonly console?: Pick<Console, 'debug'>;
}

/** Missing on servers and in workers. */
export type Page = NonNullable<Environment['document']>;

/** What the tracker reads of the events that it listens for. */
export interface Heard {
  readonly type: string;
  /** Of `pageshow`: the page comes back from the back/forward cache. */
  readonly persisted?: boolean;
  /** Of `storage`. */
  readonly key?: string | null;
  /** Of `currententrychange`. */
  readonly navigationType?: string | null;
}

type Listen = (
  type: string,
  listener: (event: Heard) => void,
  options: { capture?: boolean; once?: boolean; signal?: AbortSignal },
) => void;
