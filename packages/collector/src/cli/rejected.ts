import { Command, Option } from 'commander';
import type { ErrorReply, RejectedReply } from '@passerby/wire';
import { StartupError } from '../errors.ts';

interface ListOptions {
  url: string;
  adminToken?: string;
  limit: string;
}

/** `passerby rejected list`: asks a running collector, which alone may open its data. */
export function rejectedCommand(): Command {
  return new Command('rejected')
    .description('see the events that were not stored, and why')
    .addCommand(
      new Command('list')
        .description('list the newest rejected events of a site: time, code, message, event')
        .argument('<domain>', 'of the site')
        .option('--limit <n>', 'events at most, 1 to 1000', '100')
        .option('--url <url>', 'of the running collector', 'http://127.0.0.1:8420')
        .addOption(
          new Option('--admin-token <token>', 'where the collector has one').env('PASSERBY_ADMIN_TOKEN'),
        )
        .action(list),
    );
}

async function list(domain: string, { url, adminToken, limit }: ListOptions): Promise<void> {
  const query = new URLSearchParams({ site_id: domain, limit });
  const response = await fetch(`${url}/api/v1/rejected?${query.toString()}`, {
    headers: adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` },
  }).catch((cause: unknown) => {
    throw new StartupError(`no collector answers at ${url}; start it, or give its address by --url`, {
      cause,
    });
  });
  const reply = (await response.json()) as RejectedReply | ErrorReply;
  if ('error' in reply) throw new StartupError(reply.error.message);
  for (const { receivedAt, code, message, event } of reply.rejected) {
    console.log([new Date(receivedAt).toISOString(), code, message, event].join('\t'));
  }
}
