/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of clock in ms, version, 12 random bits, variant, 60 random bits.
 * Ids of different ms sort by time; within one ms `seq` tells the order.
 */
export const createUuid7 = (randomHex: (digits: number) => string): ((ms: number) => string) => {
  const uuid7 = (ms: number): string =>
    `${ms.toString(16).padStart(12, '0').replace(/.{8}/, '$&-')}-7${randomHex(3)}-8${randomHex(3)}-${randomHex(12)}`;
  return uuid7;
};
