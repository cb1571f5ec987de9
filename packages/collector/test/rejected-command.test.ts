import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { openControlDatabase } from '../src/control/database.ts';
import type { SiteRules } from '../src/control/site-rules.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const adminToken = 'a-secret-of-the-operator';
const collector = useCollector({ adminToken });
const admin = { authorization: `Bearer ${adminToken}` };
const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
/** Each run is a program, and some seconds on a busy machine. */
const timeout = 120_000;

/** Lines of the program's answer. */
async function run(words: string[], url = collector.url): Promise<string[]> {
  const done = await promisify(execFile)(process.execPath, [program, 'rejected', ...words, '--url', url], {
    env: { ...process.env, PASSERBY_ADMIN_TOKEN: adminToken },
  });
  return done.stdout.split('\n').filter((line) => line !== '');
}

async function setRules(rules: Partial<SiteRules>): Promise<void> {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  await createSites(control).setRules(site, rules);
  await control.destroy();
}

const stored = async (): Promise<number | null | undefined> =>
  (await collector.query({ metrics: ['events'] }, admin)).results[0]?.metrics[0];

beforeAll(async () => {
  await setRules({ excludedPaths: ['/admin/**'] });
  await collector.stop();
  await collector.start();
  await collector.send([{ url: `https://${site}/admin/users` }, { id: 'nope' }], {}, admin);
  await collector.stop();
  await setRules({ excludedPaths: [] });
  await collector.start();
}, timeout);

describe('passerby rejected list', () => {
  it('says when, why and what, in a line for each', { timeout }, async () => {
    const lines = (await run(['list', site])).map((line) => line.split('\t'));
    expect(new Set(lines.map(([, code]) => code))).toEqual(new Set(['invalid_id', 'path_excluded']));
    expect(lines).toHaveLength(2);
    for (const [time = '', , message = '', event = '', ...rest] of lines) {
      expect(Date.now() - Date.parse(time)).toBeLessThan(timeout);
      expect(message).not.toBe('');
      expect(JSON.parse(event)).toMatchObject({ type: 'pageview' });
      expect(rest).toEqual([]);
    }
    expect(await run(['list', site, '--limit', '1'])).toHaveLength(1);
    expect(await run(['list', site, '--code', 'invalid_id'])).toHaveLength(1);
  });
});

it('lines of a site have nothing that moves the cursor of who reads them', { timeout }, async () => {
  await collector.addSite('hostile.example');
  await collector.send(
    [{ props: { 'a\u001B[2J\nb\u009B': null } as never }],
    { site: 'hostile.example' },
    admin,
  );
  const line = expect.stringMatching(
    /\tinvalid_props\tprops\.a\\u001b\[2J\\u000ab\\u009b: must be/,
  ) as string;
  await whenTrue(async () => expect(await run(['list', 'hostile.example'])).toEqual([line]));
  expect(await run(['replay', 'hostile.example'])).toEqual([
    'passerby: of 1 rejected events 0 came in, 0 were there already',
    expect.stringMatching(/^still rejected\t1\tinvalid_props\tprops\.a\\u001b/),
  ]);
});

describe('passerby rejected replay', () => {
  it('says what would come in, brings it in, and nothing a second time', { timeout }, async () => {
    const still = expect.stringMatching(/^still rejected\t1\tinvalid_id\t.*UUID/) as string;
    expect(await run(['replay', site, '--dry-run'])).toEqual([
      'passerby: of 2 rejected events 1 would come in, 0 were there already',
      still,
    ]);
    expect(await stored()).toBe(0);
    expect(await run(['replay', site, '--until', '2026-01-01'])).toEqual([
      'passerby: of 0 rejected events 0 came in, 0 were there already',
    ]);
    expect(await run(['replay', site, '--code', 'invalid_id', '--limit', '1'])).toEqual([
      'passerby: of 1 rejected events 0 came in, 0 were there already',
      still,
    ]);
    expect(await run(['replay', site, '--since', '2026-01-01'])).toEqual([
      'passerby: of 2 rejected events 1 came in, 0 were there already',
      still,
    ]);
    await whenTrue(async () => expect(await run(['list', site])).toHaveLength(1));
    expect(await run(['replay', site])).toEqual([
      'passerby: of 1 rejected events 0 came in, 0 were there already',
      still,
    ]);
    expect(await stored()).toBe(1);
  });
});

it.each([
  [['list', 'nobody.example'], /passerby: site_id: not known here; GET \/api\/v1\/sites lists the sites/],
  [['list', site, '--limit', '2000'], /passerby: limit: must be <= 1000/],
  [['replay', site, '--since', 'yesterday'], /give a date or a time, such as 2026-11-01/],
  [['replay', site, '--admin-token', 'wrong'], /passerby: .*token/],
] as const)('%j says what is wrong', { timeout }, async (words, message) => {
  await expect(run([...words])).rejects.toThrow(message);
});

it('says where it looked for a collector that does not answer', { timeout }, async () => {
  await expect(run(['list', site], 'http://127.0.0.1:9')).rejects.toThrow(
    'passerby: no collector answers at http://127.0.0.1:9; start it, or give its address by --url',
  );
});
