import { expect, it } from 'vitest';
import type { RejectedReply } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import type { SiteRules } from '../src/control/site-rules.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { site, useCollector } from './use-collector.ts';
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
