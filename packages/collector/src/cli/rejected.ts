import { Command, InvalidArgumentError } from 'commander';
import type { RejectedReply, ReplayReply } from '@passerby/wire';
import { ask, tokenOption, urlOption, type CollectorOptions } from './ask.ts';

interface ListOptions extends CollectorOptions {
  code?: string;
  limit: string;
}

interface ReplayOptions extends CollectorOptions {
  code?: string[];
  since?: number;
  until?: number;
  limit: string;
  dryRun?: true;
}

/** `passerby rejected list | replay`: asks a running collector, which alone may open its data. */
export function rejectedCommand(): Command {
  return new Command('rejected')
    .description('see the events that were not stored, and why, and try them again')
    .addCommand(
      new Command('list')
        .description('list the newest rejected events of a site: time, code, message, event')
        .argument('<domain>', 'of the site')
        .option('--code <code>', 'rejected for this reason (default: any)')
        .option('--limit <n>', 'events at most, 1 to 1000', '100')
        .addOption(urlOption())
        .addOption(tokenOption())
        .action(list),
    )
    .addCommand(
      new Command('replay')
        .description('try rejected events again by the rules of now, oldest first; none is counted twice')
        .argument('<domain>', 'of the site')
        .option('--code <code...>', 'rejected for these reasons (default: any)')
        .option('--since <time>', 'rejected at this time or later, such as 2026-11-01', toTime)
        .option('--until <time>', 'rejected before this time', toTime)
        .option('--limit <n>', 'events at most, 1 to 10000', '10000')
        .option('--dry-run', 'only say what would come of it')
        .addOption(urlOption())
        .addOption(tokenOption())
        .action(replay),
    );
}

function toTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isFinite(time)) return time;
  throw new InvalidArgumentError('give a date or a time, such as 2026-11-01 or 2026-11-01T12:00:00Z.');
}

/** Names of properties are in messages, and anybody's: none may move the cursor or begin a line. */
const toLine = (...columns: (string | number)[]): string =>
  columns.map((column) => String(column).replaceAll(/\p{Cc}/gu, toEscape)).join('\t');

const toEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

async function list(domain: string, { code: only, limit, ...collector }: ListOptions): Promise<void> {
  const query = new URLSearchParams({ site_id: domain, limit, ...(only !== undefined && { code: only }) });
  const { rejected } = await ask<RejectedReply>(collector, `/api/v1/rejected?${query.toString()}`);
  for (const { receivedAt, code, message, event } of rejected) {
    console.log(toLine(new Date(receivedAt).toISOString(), code, message, event));
  }
}

async function replay(domain: string, options: ReplayOptions): Promise<void> {
  const { code, since, until, limit, dryRun } = options;
  const reply = await ask<ReplayReply>(options, '/api/v1/rejected/replay', {
    method: 'POST',
    body: JSON.stringify({
      site_id: domain,
      limit: Number(limit),
      ...(code && { codes: code }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(dryRun && { dry_run: true }),
    }),
  });
  const { found, accepted, duplicates, rejected } = reply;
  const came = dryRun ? 'would come in' : 'came in';
  console.log(`passerby: of ${found} rejected events ${accepted} ${came}, ${duplicates} were there already`);
  for (const { code: reason, message, count } of rejected) {
    console.log(toLine('still rejected', count, reason, message));
  }
}
