import { createHash } from 'node:crypto';

/** What is stored of a secret that we made: one of 256 random bits needs no salt and no slow hash. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
