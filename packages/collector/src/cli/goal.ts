import { Command, InvalidArgumentError } from 'commander';
import type { GoalSummary, NewGoal } from '@passerby/wire';
import { openControlDatabase } from '../control/database.ts';
import { createGoals, type Goals } from '../control/goals.ts';
import { createSites } from '../control/sites.ts';
import { StartupError } from '../errors.ts';
import { controlPath, createDataDir } from '../ops/data-dir.ts';
import { dataDirOption } from './data-dir-option.ts';

type AddOptions = NewGoal & { dataDir: string };

/** `passerby goal add | list | delete`: works beside a running collector, which counts by it at once. */
export function goalCommand(): Command {
  return new Command('goal')
    .description('manage what a site wants its visitors to do')
    .addCommand(
      new Command('add')
        .description('add a goal; it counts what happened before, too')
        .argument('<domain>', 'of the site')
        .option('--event <name>', 'reached by this custom event')
        .option('--page <path>', 'or by a view of this page, such as /thanks or "/blog/**"')
        .option('--name <name>', 'in queries (default: of the event, or "Visit" and the path)')
        .option('--value <amount and currency>', 'what it is worth, such as "9.90 EUR"', value)
        .addOption(dataDirOption())
        .action((domain: string, { dataDir, ...goal }: AddOptions) =>
          withGoals(dataDir, domain, async (goals, siteId) => {
            console.log(`passerby: added ${toLine(await goals.add(siteId, goal))}`);
          }),
        ),
    )
    .addCommand(
      new Command('list')
        .description('list the goals of a site: id, name, what reaches it, value')
        .argument('<domain>', 'of the site')
        .addOption(dataDirOption())
        .action((domain: string, { dataDir }: { dataDir: string }) =>
          withGoals(dataDir, domain, async (goals, siteId) => {
            for (const goal of await goals.list(siteId)) console.log(toLine(goal));
          }),
        ),
    )
    .addCommand(
      new Command('delete')
        .description('delete a goal; the events that reached it stay')
        .argument('<domain>', 'of the site')
        .argument('<id>', 'of the goal, see "passerby goal list"')
        .addOption(dataDirOption())
        .action((domain: string, id: string, { dataDir }: { dataDir: string }) =>
          withGoals(dataDir, domain, async (goals, siteId) => {
            if (!(await goals.remove(siteId, Number(id)))) {
              throw new Error(`there is no goal ${id}; "passerby goal list ${domain}" lists them`);
            }
            console.log(`passerby: the goal ${id} is deleted`);
          }),
        ),
    );
}

function value(text: string): NonNullable<NewGoal['value']> {
  const [, amount, currency] = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined) {
    throw new InvalidArgumentError('give an amount and a currency, such as "9.90 EUR".');
  }
  return { amount: Number(amount), currency };
}

const toLine = ({ id, name, event, page, value: worth }: GoalSummary): string =>
  [
    id,
    name,
    event === undefined ? `--page ${page}` : `--event ${event}`,
    ...(worth ? [`${worth.amount} ${worth.currency}`] : []),
  ].join('\t');

/** What the operator gave wrong is one line and exit code 1. */
async function withGoals(
  dataDir: string,
  domain: string,
  use: (goals: Goals, siteId: number) => Promise<void>,
): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  try {
    const site = await createSites(control).find(domain.toLowerCase());
    if (!site) throw new Error(`there is no site ${domain}; add it by "passerby site add ${domain}"`);
    await use(createGoals(control), site.id);
  } catch (cause) {
    throw new StartupError((cause as Error).message, { cause });
  } finally {
    await control.destroy();
  }
}
