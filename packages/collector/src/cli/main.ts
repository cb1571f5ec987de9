import { Command } from 'commander';
import { StartupError } from '../errors.ts';
import { archiveCommand } from './archive.ts';
import { doctorCommand } from './doctor.ts';
import { goalCommand } from './goal.ts';
import { inspectCommand } from './inspect.ts';
import { passwordCommand } from './password.ts';
import { planCommand } from './plan.ts';
import { rejectedCommand } from './rejected.ts';
import { serveCommand } from './serve.ts';
import { siteCommand } from './site.ts';
import { tokenCommand } from './token.ts';

const program = new Command('passerby')
  .description('Privacy-first web analytics: takes events, keeps them in ClickHouse, answers queries.')
  .addCommand(serveCommand())
  .addCommand(inspectCommand())
  .addCommand(doctorCommand())
  .addCommand(siteCommand())
  .addCommand(goalCommand())
  .addCommand(tokenCommand())
  .addCommand(passwordCommand())
  .addCommand(rejectedCommand())
  .addCommand(archiveCommand())
  .addCommand(planCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  console.error(`passerby: ${error.message}`);
  process.exit(1);
}
