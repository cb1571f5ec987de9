// Both also run in pages of Playwright, so that they name nothing outside of themselves.

/** The clock of the device is ahead by so many ms. Returns its undo. */
export function skewClockInPage(skewMs: number): () => void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...args: []) {
      // Arguments as they are: a date that is told is no clock.
      if (args.length === 0) super(RealDate.now() + skewMs);
      else super(...args);
    }
    static override now(): number {
      return RealDate.now() + skewMs;
    }
  } as DateConstructor;
  return () => void (globalThis.Date = RealDate);
}

/** There is no room to store anything. Returns its undo. */
export function fillStorageInPage(): () => void {
  const fail = (): never => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  const undo: (() => void)[] = [];
  const replace = <Target extends object>(target: Target | undefined, ...names: (keyof Target)[]): void => {
    if (!target) return; // Imitations of a browser have no IndexedDB.
    for (const name of names) {
      const real = target[name];
      target[name] = fail as Target[keyof Target];
      undo.push(() => void (target[name] = real));
    }
  };
  const { IDBObjectStore: Store, Storage: Texts } = globalThis as Partial<typeof globalThis>;
  replace(Store?.prototype, 'put', 'add');
  replace(Texts?.prototype, 'setItem');
  return () => {
    for (const restore of undo) restore();
  };
}
