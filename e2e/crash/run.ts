import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCrash } from './run-crash.ts';

// `npm run e2e -- crash [--seed 1] [--clickhouse server] [--kills 50] [--outages 10] [--stops 5] [--rate 5000] [--no-full-disk]`

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    clickhouse: { type: 'string', default: 'embedded' },
    kills: { type: 'string', default: '50' },
    outages: { type: 'string', default: '10' },
    stops: { type: 'string', default: '5' },
    rate: { type: 'string', default: '5000' },
    'full-disk': { type: 'boolean', default: true },
  },
});
const { seed, clickhouse } = values;
if (clickhouse !== 'embedded' && clickhouse !== 'server')
  throw new Error('--clickhouse is embedded or server');
console.log(
  `Crashes of seed ${seed}; again with: npm run e2e -- crash --clickhouse ${clickhouse} --seed ${seed}`,
);
const { problems, happened, ...counts } = await runCrash({
  seed: Number(seed),
  clickhouse,
  kills: Number(values.kills),
  outages: Number(values.outages),
  stops: Number(values.stops),
  eventsPerSecond: Number(values.rate),
  fullDisk: values['full-disk'],
});
console.table(happened);
console.table(counts);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
