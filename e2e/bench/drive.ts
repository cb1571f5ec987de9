import autocannon from 'autocannon';
import type { Reply } from '@passerby/wire';
import { cpuMicros } from './cpu.ts';
import { createLoad } from './realistic-load.ts';

/** What one run of the load saw. */
export interface Driven {
  eventsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicrosPerEvent: number;
  /** Events that the server acknowledged as accepted. */
  accepted: number;
  /** Answers other than 2xx, and connections that broke. */
  failures: number;
}

/** A request as it went out. */
interface Sent {
  headers: Record<string, string>;
  body: string;
}

const connections = 32;

/** The end of a run breaks the requests in flight; as a client would, sends them again, and counts what arrived either time. */
async function sendAgain(url: string, unanswered: Set<Sent>): Promise<number> {
  let events = 0;
  for (const { headers, body } of unanswered) {
    const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body });
    if (response.status !== 202) continue;
    const { accepted, duplicates } = (await response.json()) as Reply;
    events += accepted + duplicates;
  }
  return events;
}

/** Sends batches over 32 connections for `seconds`, each answered before its next. */
export async function drive(
  server: { url: string; pid: number },
  options: { seconds: number; eventsPerBatch: number },
): Promise<Driven> {
  const load = createLoad(options.eventsPerBatch);
  const unanswered = new Set<Sent>();
  let next = 0;
  let accepted = 0;
  const cpuBefore = cpuMicros(server.pid);
  const result = await autocannon({
    url: server.url,
    connections,
    duration: options.seconds,
    timeout: 60,
    requests: [
      {
        method: 'POST',
        path: '/api/v1/events',
        setupRequest: (request, context: { sent?: Sent }) => {
          const prepared = load[next++ % load.length];
          if (!prepared) return request;
          context.sent = { headers: prepared.headers, body: prepared.body() };
          unanswered.add(context.sent);
          return { ...request, ...context.sent, headers: { ...request.headers, ...prepared.headers } };
        },
        onResponse: (status, body, context: { sent?: Sent }) => {
          if (context.sent) unanswered.delete(context.sent);
          if (status === 202) accepted += (JSON.parse(body) as Reply).accepted;
          else if (status === 204) accepted += options.eventsPerBatch;
        },
      },
    ],
  });
  const cpu = cpuMicros(server.pid) - cpuBefore;
  return {
    eventsPerSecond: Math.round(accepted / result.duration),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMicrosPerEvent: Math.round(cpu / Math.max(accepted, 1)),
    accepted: accepted + (await sendAgain(server.url, unanswered)),
    failures: result.non2xx + result.errors,
  };
}
