import { totalmem } from 'node:os';

/** Memory that this process may have, bytes: of the machine, or of its container where that has less. */
export const memoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);
