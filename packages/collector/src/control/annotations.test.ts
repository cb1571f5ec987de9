import { expect, it } from 'vitest';
import { createAnnotations } from './annotations.ts';
import { openControlDatabase } from './database.ts';

const always = { from: 0, to: Infinity };

it('keeps the newest ten thousand of a site, and lists a thousand of them', async () => {
  const db = await openControlDatabase(':memory:');
  const annotations = createAnnotations(db);
  const rows = Array.from({ length: 10_000 }, (_, time) => ({ site_id: 1, time, text: 'v', link: null }));
  for (let from = 0; from < rows.length; from += 1_000)
    await db
      .insertInto('annotations')
      .values(rows.slice(from, from + 1_000))
      .execute();
  await annotations.add(2, { time: 1, text: 'of another site' });
  await annotations.add(1, { time: 20_000, text: 'one more' });
  const times = await db.selectFrom('annotations').select('time').where('site_id', '=', 1).execute();
  expect(times).toHaveLength(10_000);
  expect(Math.min(...times.map(({ time }) => time))).toBe(1);
  expect(await annotations.list(2, always)).toHaveLength(1);
  const listed = await annotations.list(1, always);
  expect([listed.length, listed[0]?.time, listed.at(-1)?.time]).toEqual([1_000, 9_001, 20_000]);
});
