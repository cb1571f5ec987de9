import { Command } from 'commander';
import type { Config } from '../config.ts';
import { dataCentres } from '../enrich/data-centres.ts';
import { keepHeapSmall, memoryBytes } from '../ops/memory.ts';
import { startServer, type Server } from '../server.ts';
import { archiveOption } from './archive.ts';
import { dataDirOption } from './data-dir-option.ts';
import { integer, list, networks, option } from './option.ts';

/** `passerby serve`: runs a collector until SIGINT or SIGTERM. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run a collector with its dashboard')
    .addOption(
      option('--port <n>', 'PASSERBY_PORT', 'TCP port; 0 takes a free one', integer(0, 65_535)).default(8420),
    )
    .addOption(option('--host <address>', 'PASSERBY_HOST', 'address to listen on').default('127.0.0.1'))
    .addOption(dataDirOption())
    .addOption(option('--clickhouse-url <url>', 'CLICKHOUSE_URL', 'ClickHouse server; unset: embedded'))
    .addOption(archiveOption())
    .addOption(
      option(
        '--trusted-proxies <cidrs>',
        'PASSERBY_TRUSTED_PROXIES',
        'proxies whose X-Forwarded-For counts',
        list,
      ).default([], 'none'),
    )
    .addOption(
      option(
        '--geo-db <file>',
        'PASSERBY_GEO_DB',
        'mmdb file with countries, and cities where it has them; unset: a bundled one of countries',
      ),
    )
    .addOption(option('--asn-db <file>', 'PASSERBY_ASN_DB', 'mmdb file with networks (ASN); unset: unknown'))
    .addOption(
      option(
        '--data-centres <asns>',
        'PASSERBY_DATA_CENTRES',
        'numbers of networks whose browsers are bots, such as 16509,24940; "none" for none',
        networks,
      ).default(dataCentres, 'the well-known clouds'),
    )
    .addOption(
      option(
        '--referrer-spam <file>',
        'PASSERBY_REFERRER_SPAM',
        'text file with hosts, one a line, whose referrers are no source; added to those that are built in',
      ),
    )
    .addOption(
      option(
        '--max-events-per-visitor <n>',
        'PASSERBY_MAX_EVENTS_PER_VISITOR',
        'in a minute, above which a visitor is a bot; 0: any number',
        integer(0),
      ).default(1_000),
    )
    .addOption(
      option(
        '--admin-token <token>',
        'PASSERBY_ADMIN_TOKEN',
        'bearer token for reading; unset: localhost only',
      ),
    )
    .addOption(
      option(
        '--public-url <url>',
        'PASSERBY_PUBLIC_URL',
        'where browsers find the dashboard, such as https://stats.example; a sign-in by a provider needs it',
      ),
    )
    .addOption(
      option('--oidc-issuer <url>', 'PASSERBY_OIDC_ISSUER', 'OpenID provider that may say who somebody is'),
    )
    .addOption(
      option(
        '--oidc-audience <name>',
        'PASSERBY_OIDC_AUDIENCE',
        'of the access tokens (JWT) that are accepted; unset: none are',
      ),
    )
    .addOption(
      option(
        '--oidc-client-id <id>',
        'PASSERBY_OIDC_CLIENT_ID',
        'of the dashboard at the provider; unset: no sign-in by it',
      ),
    )
    .addOption(
      option('--oidc-client-secret <secret>', 'PASSERBY_OIDC_CLIENT_SECRET', 'unset: a public client'),
    )
    .addOption(
      option('--oidc-scope <scopes>', 'PASSERBY_OIDC_SCOPE', 'that the dashboard asks for').default('openid'),
    )
    .addOption(
      option('--oidc-name <name>', 'PASSERBY_OIDC_NAME', 'of the provider, on the button').default(
        'single sign-on',
      ),
    )
    .addOption(
      option(
        '--oidc-sites-claim <name>',
        'PASSERBY_OIDC_SITES_CLAIM',
        'claim with the sites that somebody may read; * is all',
      ).default('passerby_sites'),
    )
    .addOption(
      option(
        '--oidc-role-claim <name>',
        'PASSERBY_OIDC_ROLE_CLAIM',
        'claim that holds "admin" for whoever may change things',
      ).default('passerby_role'),
    )
    .addOption(
      option(
        '--retention-months <n>',
        'PASSERBY_RETENTION_MONTHS',
        'after which events, sessions and the loss ledger are deleted; 0: never',
        integer(0, 1_200),
      ).default(14),
    )
    .addOption(
      option(
        '--rollup-retention-months <n>',
        'PASSERBY_ROLLUP_RETENTION_MONTHS',
        'after which the counts by quarter of an hour are deleted; 0: never',
        integer(0, 1_200),
      ).default(120),
    )
    .addOption(
      option(
        '--max-lag-ms <n>',
        'PASSERBY_MAX_LAG_MS',
        'longest pause between two inserts',
        integer(10, 60_000),
      ).default(750),
    )
    .addOption(
      option(
        '--max-insert-rows <n>',
        'PASSERBY_MAX_INSERT_ROWS',
        'events of one insert',
        integer(1, 100_000),
      ).default(20_000),
    )
    .addOption(
      option(
        '--max-log-bytes <n>',
        'PASSERBY_MAX_LOG_BYTES',
        'waiting events, above which 503',
        integer(1_000_000),
      ).default(4_294_967_296),
    )
    .addOption(
      option(
        '--min-free-bytes <n>',
        'PASSERBY_MIN_FREE_BYTES',
        'free bytes of the disk, below which 503; 0: it may run full',
        integer(0),
      ).default(268_435_456),
    )
    .addOption(
      option(
        '--max-dedupe-ids <n>',
        'PASSERBY_MAX_DEDUPE_IDS',
        'event ids remembered',
        integer(1_000),
      ).default(50_000_000),
    )
    .addOption(
      option(
        '--max-requests-per-network <n>',
        'PASSERBY_MAX_REQUESTS_PER_NETWORK',
        'a minute, from one IPv4 address or IPv6 /64; 0: any number',
        integer(0),
      ).default(6_000),
    )
    .addOption(
      option(
        '--max-requests-per-site <n>',
        'PASSERBY_MAX_REQUESTS_PER_SITE',
        'batches of one site a minute; 0: any number',
        integer(0),
      ).default(600_000),
    )
    .addOption(
      option(
        '--max-queries-per-token <n>',
        'PASSERBY_MAX_QUERIES_PER_TOKEN',
        'queries of one token or session at once; more wait',
        integer(1, 100),
      ).default(2),
    )
    .addOption(
      option(
        '--max-query-ms <n>',
        'PASSERBY_MAX_QUERY_MS',
        "of ClickHouse's time for one query, above which 504",
        integer(100, 50_000),
      ).default(30_000),
    )
    .addOption(
      option(
        '--max-query-memory-bytes <n>',
        'PASSERBY_MAX_QUERY_MEMORY_BYTES',
        'of one query, above which 422',
        integer(10_000_000),
      ).default(
        Math.min(2_000_000_000, Math.floor(memoryBytes() / 8)),
        'an eighth of what there is, at most 2000000000',
      ),
    )
    .addOption(
      option(
        '--max-query-rows <n>',
        'PASSERBY_MAX_QUERY_ROWS',
        'that one query reads, above which 422; 0: any number',
        integer(0),
      ).default(2_000_000_000),
    )
    .addOption(
      option(
        '--max-cache-bytes <n>',
        'PASSERBY_MAX_CACHE_BYTES',
        'of the answers kept in memory; 0: none',
        integer(0),
      ).default(67_108_864),
    )
    .addOption(
      option(
        '--request-timeout-ms <n>',
        'PASSERBY_REQUEST_TIMEOUT_MS',
        'for a request to arrive whole',
        integer(100, 600_000),
      ).default(30_000),
    )
    .action(serve);
}

async function serve(options: Config): Promise<void> {
  keepHeapSmall();
  const server = await startServer(options);
  // After ClickHouse is loaded, because it puts its own handlers of these signals in place.
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop(server);
    });
  }
  // Whoever reads this may send a signal at once.
  console.log(`passerby: listening on ${server.url}`);
  if (options.adminToken === undefined) {
    console.log('passerby: no PASSERBY_ADMIN_TOKEN, so only this machine reaches it');
  }
}

async function stop(server: Server): Promise<void> {
  console.log('passerby: stopping; writing what is left to ClickHouse');
  const left = await server.stop();
  if (left > 0) console.log(`passerby: ClickHouse did not take ${left} events; the next start writes them`);
  console.log('passerby: stopped');
  process.exit(0);
}
