import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

// `npm run e2e -- chaos [--seed 1] [--minutes 3] [--events 20000]`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    minutes: { type: 'string', default: '3' },
    events: { type: 'string', default: 'Infinity' },
  },
});
const { seed, minutes, events } = values;
console.log(`Chaos of seed ${seed} for ${minutes} minutes; again with: npm run e2e -- chaos --seed ${seed}`);
const { problems, happened, ...counts } = await runChaos({
  seed: Number(seed),
  minutes: Number(minutes),
  events: Number(events),
});
console.table(happened);
console.table(counts);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
