import type { EnrichedEvent } from '../enrich/enriched-event.ts';

type Named = Pick<EnrichedEvent, 'siteId' | 'id'>;

/** A delivery on its way to disk. */
export interface Carrier {
  /** Resolves once it is durable; rejects when it is not. */
  whenDone: Promise<void>;
}

/** Rejects when one of them is not durable. */
export const whenAllDone = async (carriers: Iterable<Carrier>): Promise<void> =>
  void (await Promise.all(Array.from(carriers, ({ whenDone }) => whenDone)));

/** Events on their way to disk, and the delivery that carries each. Ids are scoped by site. */
export class Committing {
  readonly #bySite = new Map<number, Map<string, Carrier>>();
  readonly #carriers = new Set<Carrier>();

  find({ siteId, id }: Named): Carrier | undefined {
    return this.#bySite.get(siteId)?.get(id);
  }

  add({ siteId, id }: Named, carrier: Carrier): void {
    let ofSite = this.#bySite.get(siteId);
    if (!ofSite) this.#bySite.set(siteId, (ofSite = new Map()));
    ofSite.set(id, carrier);
  }

  delete({ siteId, id }: Named): void {
    const ofSite = this.#bySite.get(siteId);
    ofSite?.delete(id);
    if (ofSite?.size === 0) this.#bySite.delete(siteId);
  }

  /** Resolves as the delivery does, which may carry no event that was accepted. */
  async whenDone(carrier: Carrier): Promise<void> {
    this.#carriers.add(carrier);
    try {
      await carrier.whenDone;
    } finally {
      this.#carriers.delete(carrier);
    }
  }

  /** Resolves when all that is on its way now has arrived, or failed. */
  async whenSettled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#carriers, ({ whenDone }) => whenDone));
  }
}
