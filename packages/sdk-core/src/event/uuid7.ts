/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of clock in ms, version, variant, and 68 random bits. Within one ms they
 * count on from there (section 6.2, method 2), so that ids of one tracker sort in the order in which they were made.
 */
export const createUuid7 = (randomHex: (digits: number) => string): ((ms: number) => string) => {
  let drawnAt: number | undefined;
  let head: string;
  let tail: number;
  const uuid7 = (ms: number): string => {
    if (ms !== drawnAt) {
      drawnAt = ms;
      // Twelve digits after a one, which goes.
      head = `${(2 ** 48 + ms).toString(16).replace(/.(.{8})/, '$1-')}-7${randomHex(3)}-8${randomHex(3)}-`;
      tail = +`0x8${randomHex(11)}`; // Of twelve digits, however far it counts.
    }
    return head + (tail++).toString(16);
  };
  return uuid7;
};
