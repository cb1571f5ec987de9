import { Command } from 'commander';
import { openControlDatabase } from '../control/database.ts';
import type { SiteRules } from '../control/site-rules.ts';
import { createSites, type Sites } from '../control/sites.ts';
import { limitBounds, type SiteLimits } from '../control/site-limits.ts';
import { StartupError } from '../errors.ts';
import { controlPath, createDataDir } from '../ops/data-dir.ts';
import { dataDirOption } from './data-dir-option.ts';
import { integer } from './option.ts';

interface AddOptions {
  dataDir: string;
  origin: string[];
  timezone: string;
}

interface SetOptions {
  dataDir: string;
  timezone?: string;
  hostname?: string[];
  excludePath?: string[];
  keepParam?: string[];
}

type LimitOptions = { [Name in keyof SiteLimits]?: number | 'none' } & { dataDir: string };

/** `passerby site add | origin | set | limit | delete | list`: works beside a running collector, which notices within a second. */
export function siteCommand(): Command {
  return new Command('site')
    .description('manage the sites that may send events')
    .addCommand(
      new Command('add')
        .description('add a site; its domain and subdomains may send events')
        .argument('<domain>', 'such as shop.example; also the public key of the site')
        .option('--origin <origin...>', 'further origins that may send, such as http://localhost:3000', [])
        .option('--timezone <name>', 'IANA time zone in which its days begin', 'UTC')
        .addOption(dataDirOption())
        .action((domain: string, options: AddOptions) => add(domain, options)),
    )
    .addCommand(
      new Command('origin')
        .description('let a further origin send events of a site, or no longer')
        .argument('<domain>', 'of the site')
        .argument('<origin>', 'such as http://localhost:3000')
        .option('--remove', 'it may send no longer')
        .addOption(dataDirOption())
        .action((domain: string, origin: string, options: { dataDir: string; remove?: true }) =>
          withSites(options.dataDir, async (sites) => {
            if (options.remove) await sites.disallowOrigin(domain, origin);
            else await sites.allowOrigin(domain, origin);
            const may = options.remove ? 'may no longer send' : 'may send';
            console.log(`passerby: ${origin} ${may} events of ${domain}`);
          }),
        ),
    )
    .addCommand(
      new Command('set')
        .description(
          'set the time zone of a site, and which of its events count; each list replaces the whole of it, "none" empties it',
        )
        .argument('<domain>', 'of the site')
        .option('--timezone <name>', 'IANA time zone in which its days begin')
        .option('--hostname <host...>', 'hosts whose pages count, such as shop.example *.shop.example')
        .option('--exclude-path <glob...>', 'paths that do not count, such as "/admin/**"')
        .option('--keep-param <name...>', 'query parameters that are part of the address of a page')
        .addOption(dataDirOption())
        .action((domain: string, options: SetOptions) => set(domain, options)),
    )
    .addCommand(
      new Command('limit')
        .description('set how much a site may have; "none": no limit of its own')
        .argument('<domain>', 'of the site')
        .option('--monthly-quota <n>', 'events in a calendar month', limit('monthlyQuota'))
        .option('--requests-per-minute <n>', 'batches; 0: any number', limit('requestsPerMinute'))
        .option('--retention-days <n>', 'after which its events are deleted', limit('retentionDays'))
        .addOption(dataDirOption())
        .action((domain: string, options: LimitOptions) => setLimits(domain, options)),
    )
    .addCommand(
      new Command('delete')
        .description('delete a site with all that was counted of it, for good')
        .argument('<domain>', 'of the site')
        .option('--yes', 'without it, only what would go is said')
        .addOption(dataDirOption())
        .action((domain: string, options: { dataDir: string; yes?: true }) => remove(domain, options)),
    )
    .addCommand(
      new Command('list')
        .description('list the sites: key, time zone, origins, rules, limits')
        .addOption(dataDirOption())
        .action((options: { dataDir: string }) =>
          withSites(options.dataDir, async (sites) => {
            for (const { key, timezone, origins, rules, limits } of await sites.list()) {
              const more = [...describeOrigins(origins), ...describeRules(rules), ...describeLimits(limits)];
              console.log([key, timezone, ...more].join('\t'));
            }
          }),
        ),
    );
}

async function set(domain: string, options: SetOptions): Promise<void> {
  const { timezone, hostname, excludePath, keepParam } = options;
  if (timezone === undefined && !hostname && !excludePath && !keepParam) {
    throw new StartupError('nothing to set; give --timezone, --hostname, --exclude-path or --keep-param');
  }
  await withSites(options.dataDir, async (sites) => {
    const zone = timezone === undefined ? undefined : (await sites.change(domain, { timezone })).timezone;
    const { key, rules } = await sites.setRules(domain, {
      ...(hostname && { hostnames: toList(hostname) }),
      ...(excludePath && { excludedPaths: toList(excludePath) }),
      ...(keepParam && { keptParameters: toList(keepParam) }),
    });
    const said = [key, ...(zone === undefined ? [] : [`--timezone ${zone}`]), ...describeRules(rules)];
    console.log(`passerby: ${said.length > 1 ? said.join(' ') : `${key} counts all its events`}`);
  });
}

async function setLimits(domain: string, { dataDir, ...changes }: LimitOptions): Promise<void> {
  if (Object.keys(changes).length === 0) {
    throw new StartupError('nothing to set; give --monthly-quota, --requests-per-minute or --retention-days');
  }
  await withSites(dataDir, async (sites) => {
    const { key, limits } = await sites.change(domain, {
      limits: Object.fromEntries(
        Object.entries(changes).map(([name, value]) => [name, value === 'none' ? null : value]),
      ),
    });
    console.log(`passerby: ${key} ${describeLimits(limits).join(' ') || 'has no limit of its own'}`);
  });
}

const limit =
  (name: keyof SiteLimits) =>
  (text: string): number | 'none' =>
    text === 'none' ? text : integer(...limitBounds[name])(text);

/** The limits as the options that would set them. */
const describeLimits = ({ monthlyQuota, requestsPerMinute, retentionDays }: SiteLimits): string[] =>
  Object.entries({
    '--monthly-quota': monthlyQuota,
    '--requests-per-minute': requestsPerMinute,
    '--retention-days': retentionDays,
  }).flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${value}`]));

const describeOrigins = (origins: string[]): string[] =>
  origins.length > 0 ? [['--origin', ...origins].join(' ')] : [];

const toList = (values: string[]): string[] => (values.length === 1 && values[0] === 'none' ? [] : values);

/** The rules as the options that would set them. */
function describeRules({ hostnames, excludedPaths, keptParameters }: SiteRules): string[] {
  const lists: [option: string, values: string[]][] = [
    ['--hostname', hostnames],
    ['--exclude-path', excludedPaths],
    ['--keep-param', keptParameters],
  ];
  return lists
    .filter(([, values]) => values.length > 0)
    .map(([option, values]) => [option, ...values].join(' '));
}

async function remove(domain: string, { dataDir, yes }: { dataDir: string; yes?: true }): Promise<void> {
  if (!yes) {
    throw new StartupError(
      `this would delete ${domain} for good: its events, visits, counts and rejected events, its goals, annotations, plan, rules and limits, its tokens and shared links; add --yes to do it`,
    );
  }
  await withSites(dataDir, async (sites) => {
    await sites.remove(domain);
    console.log(
      `passerby: deleted ${domain.toLowerCase()}; what was counted of it goes within minutes, or once the collector runs`,
    );
  });
}

async function add(domain: string, { dataDir, origin, timezone }: AddOptions): Promise<void> {
  await withSites(dataDir, async (sites) => {
    const site = await sites.add({ domain, origins: origin, timezone });
    console.log(`passerby: added ${site.key}; put this into its pages:`);
    console.log(`  <script defer src="http://localhost:8420/sdk.js" data-site="${site.key}"></script>`);
  });
}

/** What the operator gave wrong is one line and exit code 1. */
async function withSites(dataDir: string, use: (sites: Sites) => Promise<void>): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  try {
    await use(createSites(control));
  } catch (cause) {
    throw new StartupError((cause as Error).message, { cause });
  } finally {
    await control.destroy();
  }
}
