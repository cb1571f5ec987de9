import { afterAll, beforeAll } from 'vitest';
import { createAnswerCache } from '../src/query/answer-cache.ts';
import type { QueryStages } from '../src/query/answer-query.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { migrate } from '../src/store/migrate.ts';
import { setTimesToLive } from '../src/store/time-to-live.ts';
import { toConfig, useDataDir } from './use-collector.ts';

/** A ClickHouse for the tests of a file, and what answers queries about it: no goal, no answer that is kept. */
export function useQueryStages(): { clickhouse: () => ClickHouse; toStages: () => QueryStages } {
  const dataDir = useDataDir();
  const answers = createAnswerCache({ maxBytes: 0 });
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    clickhouse = await openClickHouse(toConfig(dataDir()));
    await migrate(clickhouse);
    // The dates of some are fixed.
    await setTimesToLive(clickhouse, { retentionMonths: 0, rollupRetentionMonths: 0 });
    // As if the rollup had been there when what the tests write happened.
    await clickhouse.insert('schema_migrations (name, applied_at)', ['["0011-rollup.sql",1000000000]']);
  });
  afterAll(async () => {
    await clickhouse.close();
  });
  return {
    clickhouse: () => clickhouse,
    toStages: () => ({
      goals: { list: () => Promise.resolve([]) },
      clickhouse,
      answers,
      retentionMonths: 0,
      log: {
        name: 'none',
        pending: () => {
          throw new Error('no query here asks the ledger');
        },
      },
    }),
  };
}
