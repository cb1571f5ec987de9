import { Command } from 'commander';
import { examine, type Examined } from '../ops/doctor.ts';
import { archiveOption } from './archive.ts';
import { dataDirOption } from './data-dir-option.ts';
import { list, option } from './option.ts';

/** `passerby doctor`: says what is wrong with an installation, and what to do; exit code 1 where something fails. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'check disk, clock, ClickHouse, salts, proxies, lag and archive, with the settings of "serve"',
    )
    .addOption(dataDirOption())
    .addOption(option('--clickhouse-url <url>', 'CLICKHOUSE_URL', 'ClickHouse server; unset: embedded'))
    .addOption(archiveOption())
    .addOption(
      option('--trusted-proxies <cidrs>', 'PASSERBY_TRUSTED_PROXIES', 'as for serve', list).default(
        [],
        'none',
      ),
    )
    .addOption(option('--geo-db <file>', 'PASSERBY_GEO_DB', 'as for serve'))
    .addOption(option('--asn-db <file>', 'PASSERBY_ASN_DB', 'as for serve'))
    .addOption(option('--referrer-spam <file>', 'PASSERBY_REFERRER_SPAM', 'as for serve'))
    .addOption(
      option('--admin-token <token>', 'PASSERBY_ADMIN_TOKEN', 'to read the metrics of the collector'),
    )
    .option('--url <url>', 'of the running collector', 'http://127.0.0.1:8420')
    .action(doctor);
}

async function doctor(options: Examined): Promise<void> {
  const findings = await examine(options);
  for (const { state, what, says, fix } of findings) {
    console.log(`${state.padEnd(5)} ${what.padEnd(10)} ${says}${fix === undefined ? '' : `; ${fix}`}`);
  }
  process.exit(findings.some(({ state }) => state === 'FAIL') ? 1 : 0);
}
