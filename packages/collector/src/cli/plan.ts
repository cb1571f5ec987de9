import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Event, PlanDocument, PlanMode, PlanReply } from '@passerby/wire';
import { StartupError } from '../errors.ts';
import { diffPlans } from '../plan/diff-plans.ts';
import { toMarkdown } from '../plan/plan-docs.ts';
import { createPlanJudge } from '../plan/plan-judge.ts';
import { toPlanDocument } from '../plan/to-plan-document.ts';
import { ask, tokenOption, urlOption, type CollectorOptions } from './ask.ts';

/** `passerby plan check | diff | docs | json | push`: what a team does with its tracking plan. */
export function planCommand(): Command {
  const plan = 'module whose default export, or `plan`, is of definePlan(); or JSON of `passerby plan json`';
  return new Command('plan')
    .description('check events against a tracking plan, and hold a site to it')
    .addCommand(
      new Command('check')
        .description('check recorded events: exit code 1 where one is against the plan')
        .argument('<plan>', plan)
        .argument(
          '<events>',
          'JSON array or JSON lines of events, as of `passerby inspect` /good; - reads standard input',
        )
        .action(check),
    )
    .addCommand(
      new Command('diff')
        .description('say what a change breaks, and whom: exit code 1 where it breaks those who send')
        .argument('<old>', plan)
        .argument('<new>', plan)
        .action(diff),
    )
    .addCommand(
      new Command('docs').description('write the plan as Markdown').argument('<plan>', plan).action(docs),
    )
    .addCommand(
      new Command('json')
        .description('write the plan as JSON, to keep or compare')
        .argument('<plan>', plan)
        .action(json),
    )
    .addCommand(
      new Command('push')
        .description('hold the events of a site to the plan, from the next second on')
        .argument('<plan>', plan)
        .requiredOption('--site <domain>', 'whose events')
        .addOption(
          new Option('--mode <mode>', 'what becomes of an event that is against it')
            .choices(['off', 'report', 'reject'])
            .default('report'),
        )
        .addOption(urlOption())
        .addOption(tokenOption())
        .action(push),
    );
}

/** A plan from its file. Runs the module: it is the caller's own code. */
export async function loadPlan(file: string): Promise<PlanDocument> {
  try {
    if (extname(file) === '.json') return toPlanDocument(JSON.parse(await readFile(file, 'utf8')));
    const module = createRequire(import.meta.url)(resolve(file)) as { default?: unknown; plan?: unknown };
    return toPlanDocument(module.default ?? module.plan);
  } catch (cause) {
    throw new StartupError(`${file}: ${(cause as Error).message}`, { cause });
  }
}

async function check(planFile: string, eventsFile: string): Promise<void> {
  const judge = createPlanJudge(await loadPlan(planFile));
  const events = await readEvents(eventsFile);
  let wrong = 0;
  for (const [index, event] of events.entries()) {
    const violations = judge(event);
    if (violations.length > 0) wrong++;
    for (const { path, message } of violations) {
      console.log([`#${index + 1}`, 'name' in event ? event.name : event.type, path, message].join('\t'));
    }
  }
  console.log(`passerby: ${events.length} events, ${wrong} against the plan`);
  if (wrong > 0) process.exitCode = 1;
}

/** An array, or one a line; each an event, or what has one as `event`. */
async function readEvents(file: string): Promise<Event[]> {
  const text =
    file === '-' ? await readStandardInput() : await readFile(file, 'utf8').catch(toStartupError(file));
  try {
    const all: unknown = text.trimStart().startsWith('[')
      ? JSON.parse(text)
      : text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]));
    return (all as ({ event?: Event } | Event)[]).map((one) =>
      'event' in one && one.event ? one.event : (one as Event),
    );
  } catch (cause) {
    throw new StartupError(`${file}: neither a JSON array nor JSON lines: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const toStartupError =
  (file: string) =>
  (cause: Error): never => {
    throw new StartupError(`${file}: ${cause.message}`, { cause });
  };

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function diff(oldFile: string, newFile: string): Promise<void> {
  const changes = diffPlans(await loadPlan(oldFile), await loadPlan(newFile));
  for (const { breaks, path, message } of changes)
    console.log([`breaks ${breaks}`, path, message].join('\t'));
  if (changes.length === 0) console.log('passerby: the plans are the same');
  if (changes.some(({ breaks }) => breaks === 'senders')) process.exitCode = 1;
}

async function docs(file: string): Promise<void> {
  process.stdout.write(toMarkdown(await loadPlan(file)));
}

async function json(file: string): Promise<void> {
  console.log(JSON.stringify(await loadPlan(file), null, 2));
}

async function push(
  file: string,
  { site, mode, ...collector }: CollectorOptions & { site: string; mode: PlanMode },
): Promise<void> {
  const plan = await loadPlan(file);
  const path = `/api/v1/sites/${encodeURIComponent(site)}/plan`;
  const body = JSON.stringify({ mode, plan });
  const reply = await ask<PlanReply>(collector, path, { method: 'PUT', body });
  const done = { off: 'are not held', report: 'are reported', reject: 'are rejected' }[reply.mode];
  console.log(
    mode === 'off'
      ? `passerby: ${site} has plan ${plan.version}; its events ${done} to it`
      : `passerby: ${site} has plan ${plan.version}; events against it ${done}`,
  );
}
