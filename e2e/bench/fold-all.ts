import { openControlDatabase } from '../../packages/collector/src/control/database.ts';
import { createSites } from '../../packages/collector/src/control/sites.ts';
import { createFolder } from '../../packages/collector/src/ops/fold-days.ts';
import { openClickHouse } from '../../packages/collector/src/store/clickhouse.ts';
import { migrate } from '../../packages/collector/src/store/migrate.ts';

/** Folds all days that are over, as the collector does little by little, and answers how many. */
export async function foldAll(dataDir: string): Promise<number> {
  const clickhouse = await openClickHouse({ clickhouseUrl: undefined, dataDir });
  const control = await openControlDatabase(`${dataDir}/control.sqlite`);
  await migrate(clickhouse);
  // As if what was made had been there all the time.
  await clickhouse.command('TRUNCATE TABLE late_hours');
  const foldDays = createFolder({ sites: createSites(control), clickhouse, retentionMonths: 14 });
  const days = await foldDays(Date.now());
  await control.destroy();
  await clickhouse.close();
  return days;
}
