import { Command } from 'commander';
import { openControlDatabase } from '../control/database.ts';
import { createSites, type Sites } from '../control/sites.ts';
import { StartupError } from '../errors.ts';
import { controlPath, createDataDir } from '../ops/data-dir.ts';
import { dataDirOption } from './data-dir-option.ts';

interface AddOptions {
  dataDir: string;
  origin: string[];
  timezone: string;
}

/** `passerby site add | origin | list`: works beside a running collector, which notices within a second. */
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
        .description('let a further origin send events of a site')
        .argument('<domain>', 'of the site')
        .argument('<origin>', 'such as http://localhost:3000')
        .addOption(dataDirOption())
        .action((domain: string, origin: string, { dataDir }: { dataDir: string }) =>
          withSites(dataDir, async (sites) => {
            await sites.allowOrigin(domain, origin);
            console.log(`passerby: ${origin} may send events of ${domain}`);
          }),
        ),
    )
    .addCommand(
      new Command('list')
        .description('list the sites')
        .addOption(dataDirOption())
        .action((options: { dataDir: string }) =>
          withSites(options.dataDir, async (sites) => {
            for (const { key, timezone } of await sites.list()) console.log(`${key}\t${timezone}`);
          }),
        ),
    );
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
