import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

test.for([1, 2, 3])(
  'chaos of seed %i loses no event that was kept, and stores none twice',
  { timeout: 180_000 },
  async (seed) => {
    const { tracked, problems } = await runChaos({ seed, minutes: 2, events: 5_000 });
    expect(problems).toEqual([]);
    expect(tracked).toBeGreaterThanOrEqual(5_000);
  },
);
