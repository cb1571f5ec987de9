import type { Batch, Event, Reply } from '@passerby/wire';
import { browserUserAgent } from './browser-user-agent.ts';

/** Posts events to a collector as a server would; throws with the answer when it is no 202. */
export async function send(
  collectorUrl: string,
  site: string,
  events: Event[],
  headers: Record<string, string> = {},
  more: Partial<Batch> = {},
): Promise<Reply> {
  const batch: Batch = { site, sentAt: Date.now(), events, ...more };
  const response = await fetch(`${collectorUrl}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': browserUserAgent, ...headers },
    body: JSON.stringify(batch),
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`the collector answered ${response.status}: ${text}`);
  return JSON.parse(text) as Reply;
}
