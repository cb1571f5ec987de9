/** Adds a site to a collector; `origins`: whose pages may send besides its own. Rejects where it is not added. */
export async function addSite(
  collectorUrl: string,
  site: string,
  origins: string[] = [],
  timezone?: string,
): Promise<void> {
  const response = await fetch(`${collectorUrl}/api/v1/sites`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site, origins, timezone }),
  });
  if (response.status !== 201) throw new Error(`${site} was not added: ${await response.text()}`);
}
