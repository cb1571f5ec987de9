import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items of one event turn: ingest must not wait for a whole batch. */
const itemsPerTurn = 1_000;

/** Goes through the items in order, a part of them in each event turn. */
export async function inTurns<Item>(items: Iterable<Item>, take: (item: Item) => void): Promise<void> {
  let taken = 0;
  for (const item of items) {
    take(item);
    if (++taken % itemsPerTurn === 0) await nextTurn();
  }
}
