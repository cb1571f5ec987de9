import { type ViteUserConfig, defineConfig } from 'vitest/config';
import { patience } from '../../vitest.patience.ts';

// As `passerby serve` has them; the forks that run the tests inherit it.
process.env['UV_THREADPOOL_SIZE'] ??= '8';

// Of the bucket that test/bucket.ts is; a ClickHouse server inherits them as well.
process.env['AWS_ACCESS_KEY_ID'] ??= 'anybody';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'anything';

/** chDB binds a process to one data directory, and a fork runs one file: so each file has an engine of its own. */
const integration = {
  ...patience,
  include: ['test/**/*.test.ts'],
  pool: 'forks' as const,
};

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: 'collector', include: ['src/**/*.test.ts'] } },
      {
        test: {
          ...integration,
          name: 'collector-embedded',
          // One brings its own server, four have several collectors share a server.
          exclude: [
            'test/clickhouse-outage.test.ts',
            'test/erasure-of-several.test.ts',
            'test/folding-of-several.test.ts',
            'test/live-of-several.test.ts',
            'test/sites-of-several.test.ts',
          ],
          provide: { clickhouseUrl: '' },
        },
      },
      {
        test: {
          ...integration,
          name: 'collector-server',
          // Five ask no ClickHouse, or one of their own. Of fuzz the rows are the same, and the SQL: it would take another minute.
          exclude: [
            'test/annotations.test.ts',
            // Of files in the data directory, which only the embedded one sees; a bucket's are of both.
            'test/archive.test.ts',
            'test/first-run.test.ts',
            'test/fuzz.test.ts',
            'test/rejected-command.test.ts',
            'test/half-migrated.test.ts',
            'test/embedded.test.ts',
          ],
          globalSetup: ['test/clickhouse-server.ts'],
        },
      },
    ],
  },
});

export default config;
