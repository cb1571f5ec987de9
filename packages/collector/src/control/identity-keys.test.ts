import type { KeyObject } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openControlDatabase, type ControlDatabase } from './database.ts';
import { createIdentityKeys } from './identity-keys.ts';

let db: ControlDatabase;
beforeEach(async () => {
  db = await openControlDatabase(':memory:');
});
afterEach(() => db.destroy());

const bytesOf = (key: KeyObject): string => key.export().toString('hex');

it('a site has one key of 256 bits, the same for all collectors and for good', async () => {
  const [one, same] = await Promise.all([createIdentityKeys(db)(1), createIdentityKeys(db)(1)]);
  expect(bytesOf(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(bytesOf(same)).toBe(bytesOf(one));
  expect(bytesOf(await createIdentityKeys(db)(1))).toBe(bytesOf(one));
});

it('two sites have two keys', async () => {
  const keyOf = createIdentityKeys(db);
  expect(bytesOf(await keyOf(1))).not.toBe(bytesOf(await keyOf(2)));
});

it('a key that could not be read is asked for again', async () => {
  const broken = createIdentityKeys(db);
  await db.schema.alterTable('identity_keys').renameTo('away').execute();
  await expect(broken(1)).rejects.toThrow(/identity_keys/);
  await db.schema.alterTable('away').renameTo('identity_keys').execute();
  expect(bytesOf(await broken(1))).toMatch(/^[0-9a-f]{64}$/);
});
