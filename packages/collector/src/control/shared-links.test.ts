import { expect, it } from 'vitest';
import { openControlDatabase } from './database.ts';
import { createSharedLinks } from './shared-links.ts';

const hourMs = 3_600_000;

it('opens by a key for half a day, and no longer', async () => {
  const links = createSharedLinks(await openControlDatabase(':memory:'));
  const now = Date.UTC(2026, 10, 24, 12);
  const { link, secret } = await links.add(1, { name: '', password: 'correct horse', mayEmbed: false });
  const { key = '' } = (await links.unlock(secret, 'correct horse', now)) ?? {};
  expect(await links.open(key, now + 11.9 * hourMs)).toEqual(link);
  expect(await links.open(key, now + 12.1 * hourMs)).toBe('locked');
  expect(await links.open(secret, now)).toBe('locked');
});

it('is not framed unless it says so, nor where it is gone', async () => {
  const links = createSharedLinks(await openControlDatabase(':memory:'));
  const { link: plain } = await links.add(1, { name: '', password: undefined, mayEmbed: false });
  const { link: framed } = await links.add(1, { name: '', password: undefined, mayEmbed: true });
  const mayEmbed = (): Promise<boolean[]> =>
    Promise.all([plain.id, framed.id, 999, Number.NaN].map((id) => links.mayEmbed(id)));
  expect(await mayEmbed()).toEqual([false, true, false, false]);
  await links.remove(1, framed.id);
  expect(await mayEmbed()).toEqual([false, false, false, false]);
});

it('has a hundred links a site at most', async () => {
  const links = createSharedLinks(await openControlDatabase(':memory:'));
  const add = (siteId: number): Promise<unknown> =>
    links.add(siteId, { name: '', password: undefined, mayEmbed: false });
  for (let count = 0; count < 100; count++) await add(1);
  await expect(add(1)).rejects.toThrow('the site has 100 shared links; revoke one first');
  await add(2);
});
