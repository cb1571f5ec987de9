import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerMetric, NewPlan, PlanReply, RejectedReply } from '@passerby/wire';
import { planCommand } from '../src/cli/plan.ts';
import { site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const plan = (version: number, values: string[]): NewPlan['plan'] => ({
  version,
  events: {
    signup: { props: { type: 'object', properties: { plan: { enum: values } }, required: ['plan'] } },
  },
});

describe('a site with a tracking plan', () => {
  const collector = useCollector();
  const put = (body: unknown): Promise<Response> =>
    fetch(`${collector.url}/api/v1/sites/${site}/plan`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const signup = (value: string, version?: number): object => ({
    type: 'event',
    name: 'signup',
    props: { plan: value },
    ...(version !== undefined && { plan: version }),
  });
  const list = async (): Promise<RejectedReply['rejected']> =>
    ((await (await fetch(`${collector.url}/api/v1/rejected?site_id=${site}`)).json()) as RejectedReply)
      .rejected;
  /** Until the collector has noticed what was pushed: it looks once a second. */
  const whenHeld = (code: string, value: string): Promise<void> =>
    whenTrue(async () => expect((await collector.send([signup(value)])).rejected[0]?.code).toBe(code));

  it('stores what is against it and tells it, where it only reports', async () => {
    expect((await put({ mode: 'report', plan: plan(1, ['free', 'pro']) })).status).toBe(200);
    await whenTrue(async () => {
      expect(await collector.send([signup('gold')])).toMatchObject({ accepted: 1, rejected: [] });
      expect(await list()).not.toEqual([]);
    });
    const [told] = await list();
    expect(told).toMatchObject({
      code: 'plan_reported',
      message: 'props.plan: must be one of "free", "pro" (plan 1)',
    });
    // Counted once, as what it is: stored.
    const ledger: LedgerMetric[] = ['rejected', 'never_arrived'];
    const { results } = await collector.query({ site_id: site, metrics: ledger, date_range: 'day' });
    expect(results[0]?.metrics).toEqual([0, 0]);
  });

  it('rejects it with the path, each event by the version that it was tracked by', async () => {
    const reply = await put({ mode: 'reject', plan: plan(2, ['pro', 'team']) });
    expect((await reply.json()) as PlanReply).toMatchObject({
      mode: 'reject',
      versions: [{ version: 2 }, { version: 1 }],
    });
    await whenHeld('plan_violation', 'free');
    const { accepted, rejected } = await collector.send([
      signup('team', 2),
      signup('free', 1),
      signup('free', 2),
      signup('team', 1),
      signup('team', 99),
      { type: 'event', name: 'sign_up' },
      {},
    ]);
    expect([accepted, rejected.map(({ index, message }) => [index, message])]).toEqual([
      4,
      [
        [2, 'props.plan: must be one of "pro", "team" (plan 2)'],
        [3, 'props.plan: must be one of "free", "pro" (plan 1)'],
        [5, 'name: "sign_up" is not in the plan (plan 2)'],
      ],
    ]);
    await whenTrue(async () => expect((await list()).map(({ code }) => code)).toContain('plan_violation'));
  });

  it('is known of each stored event by its version, so that who still sends by an old one is seen', async () => {
    await whenTrue(async () => {
      const { results } = await collector.query({
        site_id: site,
        metrics: ['events'],
        date_range: 'all',
        dimensions: ['event:plan'],
        filters: [['is_not', 'event:plan', ['']]],
        order_by: [['event:plan', 'asc']],
      });
      expect(results).toEqual([
        { dimensions: ['1'], metrics: [1] },
        { dimensions: ['2'], metrics: [1] },
        { dimensions: ['99'], metrics: [1] },
      ]);
    });
    const exported = await fetch(`${collector.url}/api/v1/export?site_id=${site}`);
    const lines = (await exported.text()).trimEnd().split('\n');
    const versions = lines.map((line) => (JSON.parse(line) as { plan: number }).plan);
    expect(new Set(versions)).toEqual(new Set([0, 1, 2, 99]));
  });

  it('keeps a version as it is, and says what is no plan', async () => {
    expect((await put({ mode: 'reject', plan: plan(2, ['pro', 'team']) })).status).toBe(200);
    const taken = await put({ mode: 'reject', plan: plan(2, ['pro']) });
    expect([taken.status, await taken.text()]).toEqual([
      409,
      expect.stringContaining("raise the plan's version to 3"),
    ]);
    const bad = await put({
      mode: 'reject',
      plan: { version: 3, events: { a: { props: { type: 'text' } } } },
    });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('events.a.props')]);
    expect((await put({ mode: 'perhaps' })).status).toBe(400);
  });

  it('is let go', async () => {
    expect((await put({ mode: 'off' })).status).toBe(200);
    await whenTrue(async () => expect((await collector.send([signup('gold', 2)])).rejected).toEqual([]));
  });

  describe('from the command line', () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'passerby-plan-'));
      await writeFile(join(directory, 'old.json'), JSON.stringify(plan(3, ['free', 'pro'])));
      await writeFile(
        join(directory, 'plan.ts'),
        `export const plan = { version: 4 as number, events: ${JSON.stringify(plan(4, ['pro'])?.events)} };`,
      );
      const event = { type: 'event', name: 'signup', url: 'https://shop.example/', time: 0, id: 'x' };
      const lines = [{ event: { ...event, props: { plan: 'pro' } } }, { ...event, props: { plan: 'free' } }];
      await writeFile(join(directory, 'events.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    });
    afterAll(() => rm(directory, { recursive: true }));

    /** Runs a command in this process; answers what it says and its exit code. */
    async function passerby(...args: string[]): Promise<{ code: number; output: string }> {
      const said: string[] = [];
      const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
      try {
        await planCommand().parseAsync(args, { from: 'user' });
        return { code: Number(process.exitCode ?? 0), output: said.join('\n') };
      } finally {
        log.mockRestore();
        process.exitCode = 0;
      }
    }
    const file = (name: string): string => join(directory, name);

    it('is pushed, and compared', async () => {
      const pushed = await passerby('push', file('plan.ts'), '--site', site, '--url', collector.url);
      expect(pushed).toEqual({
        code: 0,
        output: `passerby: ${site} has plan 4; events against it are reported`,
      });
      expect(await passerby('diff', file('old.json'), file('plan.ts'))).toEqual({
        code: 1,
        output: 'breaks senders\tsignup.plan\tmay no longer be "free"',
      });
    });

    it('is held against recorded events', async () => {
      expect(await passerby('check', file('plan.ts'), file('events.jsonl'))).toEqual({
        code: 1,
        output: '#2\tsignup\tprops.plan\tmust be one of "pro"\npasserby: 2 events, 1 against the plan',
      });
      expect((await passerby('check', file('old.json'), file('events.jsonl'))).code).toBe(0);
      await expect(passerby('check', file('plan.ts'), 'nothing.json')).rejects.toThrow('nothing.json');
    });
  });
});
