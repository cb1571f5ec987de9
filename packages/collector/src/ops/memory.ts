import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** Memory that this process may have, bytes: of the machine, or of its container where that has less. */
export const memoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/**
 * Has V8 collect the garbage of its old generation once there is as much of it as lived after the last time. By itself it
 * would wait until there is three times as much.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=100');
