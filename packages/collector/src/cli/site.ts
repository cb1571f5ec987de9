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

/** `passerby site add | list`: works beside a running collector, which notices within a second. */
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
    try {
      const site = await sites.add({ domain, origins: origin, timezone });
      console.log(`passerby: added ${site.key}; put this into its pages:`);
      console.log(`  <script defer src="http://localhost:8420/sdk.js" data-site="${site.key}"></script>`);
    } catch (cause) {
      throw new StartupError((cause as Error).message, { cause });
    }
  });
}

async function withSites(dataDir: string, use: (sites: Sites) => Promise<void>): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  try {
    await use(createSites(control));
  } finally {
    await control.destroy();
  }
}
