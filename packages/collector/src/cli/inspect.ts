import { Command } from 'commander';
import { StartupError } from '../errors.ts';
import { startInspector } from '../inspect/inspector.ts';
import { loadPlan } from './plan.ts';
import { integer, option } from './option.ts';

/** `passerby inspect`: runs a collector in memory until SIGINT or SIGTERM, and shows what comes. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('look at events as they come, good and bad, in a local collector that stores nothing')
    .addOption(
      option(
        '--port <n>',
        'PASSERBY_INSPECT_PORT',
        'TCP port; 0 takes a free one',
        integer(0, 65_535),
      ).default(8421),
    )
    .option('--plan <file>', 'of a tracking plan: events against it are bad')
    .action(inspect);
}

async function inspect({ port, plan: file }: { port: number; plan?: string }): Promise<void> {
  const inspector = await startInspector({
    port,
    ...(file !== undefined && { plan: await loadPlan(file) }),
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new StartupError(`port ${port} is in use; give another by --port`, { cause });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void inspector.stop().then(() => process.exit(0)));
  }
  console.log(`passerby: inspecting on ${inspector.url}; that is the endpoint for trackers, too`);
}
