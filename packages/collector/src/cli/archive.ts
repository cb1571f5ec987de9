import { Command, InvalidArgumentError, type Option } from 'commander';
import type { ArchivedFile, ArchiveReply, RestoredReply } from '@passerby/wire';
import { StartupError } from '../errors.ts';
import { ask, tokenOption, urlOption, type CollectorOptions } from './ask.ts';
import { option } from './option.ts';

interface Asked extends CollectorOptions {
  site?: string;
  /** `2026-11-29`, of UTC. */
  from?: string;
  to?: string;
}

export const archiveOption = (): Option =>
  option(
    '--archive <place>',
    'PASSERBY_ARCHIVE',
    'where events are kept as Parquet files as well, a day of a site each; "files": in the data directory, or the address of an S3 bucket; unset: nowhere',
  );

/** `passerby archive list | restore`: asks a running collector, which alone may open its data. */
export function archiveCommand(): Command {
  const withOptions = (command: Command): Command =>
    command
      .option('--site <domain>', 'of this site (default: of all)')
      .option('--from <day>', 'of this day of UTC or later, such as 2026-11-01', toDay)
      .option('--to <day>', 'of this day of UTC or earlier', toDay)
      .addOption(urlOption())
      .addOption(tokenOption());
  return new Command('archive')
    .description('see the files of the archive, and bring them back into ClickHouse')
    .addCommand(
      withOptions(
        new Command('list').description('list the files: site, day, bytes, when it was written'),
      ).action(list),
    )
    .addCommand(
      withOptions(
        new Command('restore').description(
          'insert the events that ClickHouse does not have; none is counted twice, however often it is run',
        ),
      ).action(restore),
    );
}

function toDay(text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : NaN;
  if (Number.isFinite(time)) return text;
  throw new InvalidArgumentError('give a day, such as 2026-11-01.');
}

async function find({ site, from, to, ...collector }: Asked): Promise<ArchivedFile[]> {
  const { files } = await ask<ArchiveReply>(collector, '/api/v1/archive');
  const isAsked = ({ site: key, name }: ArchivedFile): boolean =>
    (site === undefined || key === site.toLowerCase()) &&
    (from === undefined || name >= from) &&
    (to === undefined || name.slice(0, 10) <= to);
  return files.filter(isAsked);
}

async function list(asked: Asked): Promise<void> {
  for (const { site, name, bytes, writtenAt } of await find(asked)) {
    console.log([site, name, bytes, new Date(writtenAt).toISOString()].join('\t'));
  }
}

async function restore(asked: Asked): Promise<void> {
  const failed: string[] = [];
  for (const { site, name } of await find(asked)) {
    try {
      const { found, restored } = await ask<RestoredReply>(asked, '/api/v1/archive/restore', {
        method: 'POST',
        body: JSON.stringify({ site_id: site, name }),
      });
      console.log([site, name, `${restored} of ${found} events restored`].join('\t'));
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      failed.push(`${site} ${name}: ${error.message}`);
      console.error(`passerby: ${failed.at(-1)}`);
    }
  }
  if (failed.length > 0)
    throw new StartupError(`${failed.length} files were not restored; run it again after`);
}
