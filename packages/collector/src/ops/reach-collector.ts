import type { ErrorReply } from '@passerby/wire';

/** How long an answer is waited for, ms. */
const patienceMs = 5_000;

/** A collector as whoever stands outside sees it. */
export interface Collector {
  isRunning: boolean;
  /** Why it takes no events; unset where it does. */
  refuses?: string;
  /** Its clock less ours, ms; whole seconds. */
  skewMs?: number;
  /** By name and labels; unset where they may not be read. */
  metrics?: Map<string, number>;
  problem?: string;
}

/** Asks what runs at `url` whether it takes events, and how it does; never throws. */
export async function reachCollector({
  url,
  adminToken,
}: {
  url: string;
  adminToken?: string;
}): Promise<Collector> {
  const get = (path: string): Promise<Response> =>
    fetch(url + path, {
      headers: adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(patienceMs),
    });
  try {
    const ready = await get('/readyz');
    const refuses = ready.ok ? undefined : await readMessage(ready);
    if (!ready.ok && refuses === undefined)
      return { isRunning: false, problem: `what answers at ${url} is no collector` };
    const date = Date.parse(ready.headers.get('date') ?? '');
    const metrics = await get('/metrics');
    const known = metrics.ok
      ? { metrics: parse(await metrics.text()) }
      : { problem: `/metrics answers ${metrics.status}` };
    return {
      isRunning: true,
      ...(refuses !== undefined && { refuses }),
      ...(Number.isFinite(date) && { skewMs: date - Date.now() }),
      ...known,
    };
  } catch {
    return { isRunning: false, problem: `nothing answers at ${url}` };
  }
}

/** What an error of a collector says; `undefined` where it is none. */
async function readMessage(response: Response): Promise<string | undefined> {
  const reply = (await response.json().catch(() => undefined)) as Partial<ErrorReply> | undefined;
  return reply?.error?.message;
}

function parse(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
