import { resolve } from 'node:path';
import { Option } from 'commander';

/** `--data-dir`, which all commands share; answers an absolute path. */
export function dataDirOption(): Option {
  return new Option('--data-dir <path>', 'event log, control database and embedded ClickHouse')
    .env('PASSERBY_DATA_DIR')
    .default('./passerby-data')
    .argParser((path) => resolve(path));
}
