/** Runs in pages: the clock of the device is ahead. */
export function skewClockInPage(skewMs: number): void {
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
}

/** Runs in pages: there is no room to store anything. */
export function fillStorageInPage(): void {
  const fail = (): never => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  IDBObjectStore.prototype.put = fail;
  IDBObjectStore.prototype.add = fail;
  Storage.prototype.setItem = fail;
}
