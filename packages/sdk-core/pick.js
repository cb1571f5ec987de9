/** Picks one of a list by chance, by the generator of the C standard; from the same seed each time. */
export function createPick() {
  let state = 1;
  return (list) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)];
  };
}
