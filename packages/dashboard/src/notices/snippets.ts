import type { Batch } from '@passerby/wire';

const entities: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const toAttribute = (text: string): string => text.replaceAll(/[&"<>]/g, (sign) => entities[sign] ?? sign);

/** For the head of the site's pages. */
export function toScriptTag(collector: string, site: string): string {
  return `<script defer src="${toAttribute(collector)}/sdk.js" data-site="${toAttribute(site)}"></script>`;
}

/** For the body of a page that shows a shared link in a frame. */
export function toFrameTag(url: string, title: string): string {
  return `<iframe src="${toAttribute(url)}" title="${toAttribute(title)}" loading="lazy" style="width: 100%; height: 60rem; border: 0"></iframe>`;
}

/** A page view as a browser would send it, for a POSIX shell. */
export function toCurlCommand(collector: string, site: string, event: { id: string; now: number }): string {
  const batch: Batch = {
    site,
    sentAt: event.now,
    events: [{ id: event.id, type: 'pageview', time: event.now, url: `https://${site}/` }],
  };
  // Inside single quotes a shell reads everything as it is, except the quote itself.
  const body = JSON.stringify(batch).replaceAll("'", String.raw`'\''`);
  return `curl ${collector}/api/v1/events \\\n  -H 'content-type: application/json' \\\n  -d '${body}'`;
}

/** UUID version 4 (RFC 9562, 5.4). `crypto.randomUUID` is missing where the page comes over plain http. */
export function createEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
