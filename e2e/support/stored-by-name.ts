import { ask } from './ask.ts';

/**
 * How many rows each event name has in ClickHouse, `pageview` included; an event stored twice counts twice.
 * Those of driven browsers are among them, which the collector counts as bots.
 */
export async function storedByName(collectorUrl: string, site: string): Promise<Record<string, number>> {
  const { results } = await ask(collectorUrl, {
    site_id: site,
    date_range: '7d',
    metrics: ['events', 'bots'],
    dimensions: ['event:name'],
  });
  return Object.fromEntries(
    results.map(({ dimensions, metrics: [people, bots] }) => [dimensions[0], Number(people) + Number(bots)]),
  );
}
