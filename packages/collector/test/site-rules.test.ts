import { expect, it } from 'vitest';
import type { RejectedReply, SiteRulesReply } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import type { SiteRules } from '../src/control/site-rules.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { readError, site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();

/** As `passerby site set` does it, beside the running collector. */
async function setRules(rules: Partial<SiteRules>): Promise<void> {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  await createSites(control).setRules(site, rules);
  await control.destroy();
}

const codesOf = async (...urls: string[]): Promise<string[]> =>
  (await collector.send(urls.map((url) => ({ url })))).rejected.map(({ code }) => code);

it('rules take effect in a running collector, and what they turn away is kept', async () => {
  const urls = [`https://${site}/a`, `https://staging.${site}/b`, `https://${site}/admin/users`];
  expect(await codesOf(...urls)).toEqual([]);
  await setRules({ hostnames: [site], excludedPaths: ['/admin/**'] });
  await whenTrue(async () =>
    expect(await codesOf(...urls)).toEqual(['hostname_not_allowed', 'path_excluded']),
  );
  await whenTrue(async () => {
    const response = await fetch(`${collector.url}/api/v1/rejected?site_id=${site}`);
    const { rejected } = (await response.json()) as RejectedReply;
    expect(rejected.map(({ code }) => code).toSorted()).toEqual(['hostname_not_allowed', 'path_excluded']);
  });

  await setRules({ hostnames: [], excludedPaths: [] });
  await whenTrue(async () => expect(await codesOf(...urls)).toEqual([]));
});

it('kept parameters tell pages apart that others do not', async () => {
  await setRules({ keptParameters: ['q'] });
  await whenTrue(async () => {
    await codesOf(`https://${site}/s?q=shoes&token=secret`, `https://${site}/s/?utm_source=x&q=shoes`);
    const { results } = await collector.query({
      metrics: ['pageviews'],
      dimensions: ['event:page'],
      filters: [['contains', 'event:page', ['/s']]],
    });
    expect(results.map(({ dimensions }) => dimensions[0])).toContain('/s?q=shoes');
  });
});

it('a site that does not exist has no rules', async () => {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  await expect(createSites(control).setRules('other.example', {})).rejects.toThrow(
    'there is no site other.example; add it by "passerby site add other.example"',
  );
  await control.destroy();
});

const patch = (body: unknown): Promise<Response> =>
  fetch(`${collector.url}/api/v1/sites/${site}/rules`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('rules are changed by the API list by list, at once, in their one spelling', async () => {
  await setRules({ hostnames: [], excludedPaths: [], keptParameters: ['q'] });
  const changed = await patch({ hostnames: [`WWW.${site}`, `www.${site}`], excluded_paths: ['/admin/**'] });
  const rules = { hostnames: [`www.${site}`], excluded_paths: ['/admin/**'], kept_parameters: ['q'] };
  expect([changed.status, await changed.json()]).toEqual([200, rules]);
  const url = `https://www.${site}`;
  expect(await codesOf(`${url}/a`, `https://${site}/a`, `${url}/admin/users`)).toEqual([
    'hostname_not_allowed',
    'path_excluded',
  ]);
  const told = await fetch(`${collector.url}/api/v1/sites/${site}/rules`);
  expect((await told.json()) as SiteRulesReply).toEqual(rules);
  expect((await patch({ hostnames: [], excluded_paths: [] })).status).toBe(200);
  expect(await codesOf(`https://${site}/admin/users`)).toEqual([]);
});

it.each([
  [
    { hostnames: ['https://shop.example/'] },
    /"https:\/\/shop\.example\/" is not a host name; give one such as/,
  ],
  [{ excluded_paths: ['admin'] }, /"admin" is not a path/],
  [{ kept_parameters: ['q=1'] }, /"q=1" is not the name of a query parameter/],
  [{ hostnames: 'shop.example' }, /^hostnames: /],
  [{ excluded_paths: ['/' + 'x'.repeat(256)] }, /^excluded_paths\.0: /],
  [{ hosts: [] }, /^hosts: /],
])('the API refuses the rules %j', async (body, message) => {
  expect(await readError(await patch(body))).toMatchObject({
    status: 400,
    code: 'invalid_request',
    message: expect.stringMatching(message) as string,
  });
});
