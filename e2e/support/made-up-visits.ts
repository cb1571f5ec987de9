import { randomUUID } from 'node:crypto';
import type { Event } from '@passerby/wire';
import { createRandom } from './random.ts';
import { send } from './send.ts';

// Visits of a small shop, the same at each run but for their ids: for looking at the dashboard.

type Weighted = [value: string, weight: number][];

const userAgents: Weighted = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    28,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    24,
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    21,
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    12,
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 9],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    6,
  ],
];
const referrers: Weighted = [
  ['', 38],
  ['https://www.google.com/', 31],
  ['https://news.ycombinator.com/', 11],
  ['https://duckduckgo.com/', 7],
  ['https://chatgpt.com/', 6],
  ['https://www.reddit.com/', 4],
];
const journeys: Weighted = [
  ['/', 22],
  ['/blog/half-past-roasting/', 26],
  ['/ /pricing/', 20],
  ['/blog/grinders-compared/ / /pricing/', 11],
  ['/ /pricing/ /sign-up/', 14],
  ['/pricing/ /sign-up/', 7],
];
/** Networks in Germany, France, Britain, the United States, Japan, Brazil and the Netherlands. */
const networks: Weighted = [
  ['91.10.0', 34],
  ['86.192.0', 17],
  ['81.2.69', 14],
  ['73.15.20', 21],
  ['126.0.0', 6],
  ['177.71.128', 5],
  ['77.160.0', 9],
];
const dayMs = 86_400_000;
/** Requests under way at once. */
const concurrency = 8;

/** Sends visits of the `days` before now, seven at most; `hoursAhead`: the site's clock less UTC. */
export async function sendMadeUpVisits(
  collectorUrl: string,
  site: string,
  { visits, days = 6.5, hoursAhead = 0 }: { visits: number; days?: number; hoursAhead?: number },
): Promise<void> {
  const random = createRandom(7);
  const now = Date.now();
  const requests = Array.from({ length: visits }, () => {
    const start = toBusyTime(now - random() * days * dayMs, hoursAhead, random());
    const headers = {
      'user-agent': pick(userAgents, random()),
      'x-forwarded-for': `${pick(networks, random())}.${1 + Math.floor(random() * 250)}`,
    };
    return { events: createVisit(start, site, random), headers };
  });
  for (let at = 0; at < requests.length; at += concurrency) {
    await Promise.all(
      requests
        .slice(at, at + concurrency)
        .map(({ events, headers }) => send(collectorUrl, site, events, headers)),
    );
  }
}

function createVisit(start: number, site: string, random: () => number): Event[] {
  const referrer = pick(referrers, random());
  const events: Event[] = [];
  let time = start;
  for (const path of pick(journeys, random()).split(' ')) {
    const url = `https://${site}${path}`;
    events.push({
      id: randomUUID(),
      type: 'pageview',
      time,
      url,
      referrer: events.length === 0 ? referrer : `https://${site}/`,
    });
    const staysMs = 15_000 + random() * 90_000;
    time += staysMs;
    // Who stays a short while has hardly looked, so that some bounce.
    const engagedMs = staysMs < 60_000 ? staysMs / 10 : 0.7 * staysMs;
    const read = { engagedMs, scrollDepth: 30 + (staysMs % 70) };
    events.push({ id: randomUUID(), type: 'engagement', time: time - 1, url, ...read });
    if (path === '/sign-up/' && random() < 0.6) {
      events.push({ id: randomUUID(), type: 'event', name: 'signup', time, url, props: { plan: 'duo' } });
    }
  }
  return events;
}

/** Moves most of the night's visits into the day. */
function toBusyTime(time: number, hoursAhead: number, chance: number): number {
  const hour = new Date(time + hoursAhead * 3_600_000).getUTCHours();
  return hour < 7 && chance < 0.8 ? time - 9 * 3_600_000 : time;
}

function pick(choices: Weighted, chance: number): string {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = chance * total;
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  return choices[0]?.[0] ?? '';
}
