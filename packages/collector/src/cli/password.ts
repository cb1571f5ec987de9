import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { openControlDatabase } from '../control/database.ts';
import { createPassword, type Password } from '../control/password.ts';
import { StartupError } from '../errors.ts';
import { controlPath, createDataDir } from '../ops/data-dir.ts';
import { dataDirOption } from './data-dir-option.ts';

/** `passerby password set | remove`: works beside a running collector, which notices at once. */
export function passwordCommand(): Command {
  return new Command('password')
    .description('manage the password by which the operator signs in at the dashboard')
    .addCommand(
      new Command('set')
        .description('ask for a password, or read it from a pipe, and end the sessions opened by the old one')
        .addOption(dataDirOption())
        .action(({ dataDir }: { dataDir: string }) =>
          withPassword(dataDir, async (password) => {
            await password.set(process.stdin.isTTY ? await askTwice() : await readPipe());
            console.log('passerby: the password is set');
          }),
        ),
    )
    .addCommand(
      new Command('remove')
        .description('let nobody sign in by password, and end the sessions opened by it')
        .addOption(dataDirOption())
        .action(({ dataDir }: { dataDir: string }) =>
          withPassword(dataDir, async (password) => {
            if (!(await password.remove())) throw new StartupError('there is no password');
            console.log('passerby: the password is removed');
          }),
        ),
    );
}

async function askTwice(): Promise<string> {
  const given = await ask('Password: ');
  if (given !== (await ask('Once more: ')))
    throw new StartupError('these are two passwords; nothing is changed');
  return given;
}

/** Shows the question and none of the answer. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

async function readPipe(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

async function withPassword(dataDir: string, use: (password: Password) => Promise<void>): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  try {
    await use(createPassword(control));
  } catch (cause) {
    throw new StartupError((cause as Error).message, { cause });
  } finally {
    await control.destroy();
  }
}
