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

  /** Resolves when all that is on its way now has arrived, or failed. */
  async whenSettled(): Promise<void> {
    const carriers = [...this.#bySite.values()].flatMap((ofSite) => [...ofSite.values()]);
    await Promise.allSettled(carriers.map(({ whenDone }) => whenDone));
  }
}
