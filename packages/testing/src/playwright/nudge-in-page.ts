/**
 * Runs in pages: makes each tracker send what it has, by telling it what it hears when another tab has changed the
 * consent. A tracker names its store `passerby:<site>`; `sites` are those that are known otherwise.
 */
export async function nudgeInPage(sites: string[]): Promise<void> {
  const names = new Set(sites.map((site) => `passerby:${site}`));
  try {
    for (const { name } of await indexedDB.databases()) if (name?.startsWith('passerby:')) names.add(name);
  } catch {
    // No storage here; the tracker sends in its own time.
  }
  for (const key of names) dispatchEvent(new StorageEvent('storage', { key }));
}
