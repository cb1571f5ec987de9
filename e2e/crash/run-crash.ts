import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ClickHouseHttp, startClickHouseHttp } from '../support/clickhouse-http/start.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { createRandom } from '../support/random.ts';
import { judge } from './judge.ts';
import { startLoad, type Load, type Sent } from './load.ts';
import { toEarlierSql, toFiveMinutesLaterSql, toPastDays, whenFolded } from './past-days.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

export interface CrashOptions {
  seed: number;
  clickhouse: 'embedded' | 'server';
  /** `kill -9` of the collector. */
  kills: number;
  /** Of the ClickHouse server; the embedded one dies with the collector. */
  outages: number;
  /** Ends by SIGTERM. */
  stops: number;
  /** Fills the disk; needs root, for a tmpfs. */
  fullDisk: boolean;
  eventsPerSecond: number;
}

export interface CrashReport {
  seconds: number;
  acknowledged: number;
  visits: number;
  /** Of the acknowledged events: those of past days. */
  late: number;
  /** Batches sent once more. */
  repeats: number;
  /** How often each thing happened, and each answer other than 202. */
  happened: Record<string, number>;
  /** What must not be. Empty when all is well. */
  problems: string[];
}

const site = 'shop.example';
const diskBytes = 1 << 30;
/** The collector takes nothing below this. */
const minFreeBytes = 64 << 20;
const database = 'passerby';
const jumpMs = 10 * 60_000;
const shortestCalmMs = 200;
const longestCalmMs = 1_500;
const longestOutageMs = 2_500;
/** Within which the senders must hear what they are to hear, where nobody's events are taken. */
const patienceMs = 60_000;

/** So many events of past days come late at a time. */
const lateEvents = 200;

const toPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const preloads = [toPath('shift-clock.mjs'), toPath('../support/short-waits.mjs')];
const sqlProgram = toPath('../support/run-sql.ts');

/** Lets things happen to a collector under load, in the order of the seed; compares what it promised with what is there. */
export async function runCrash(options: CrashOptions): Promise<CrashReport> {
  const started = Date.now();
  const directory = mkdtempSync(join(tmpdir(), 'passerby-crash-'));
  const ends: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })];
  try {
    const disk = options.fullDisk ? mountSmallDisk(join(directory, 'disk'), diskBytes) : undefined;
    if (disk) ends.unshift(() => disk.unmount());
    const world = new World(directory, disk, options.clickhouse === 'server');
    ends.unshift(() => world.kill());
    await world.start();

    const random = createRandom(options.seed);
    const load = startLoad({
      url: () => world.url,
      site,
      eventsPerSecond: options.eventsPerSecond,
      days: world.days,
      random: createRandom(options.seed + 1),
    });
    const happened: Record<string, number> = {};
    for (const [name, deed] of shuffle(toDeeds(options), random)) {
      await sleep(shortestCalmMs + random() * (longestCalmMs - shortestCalmMs));
      happened[name] = (happened[name] ?? 0) + 1;
      await deed(world, load, random);
    }
    world.shiftClock(0);
    await load.stop();
    const { sent } = load;
    const problems = [...sent.problems, ...(await judge(world, sent, { site, directory }))];
    return {
      seconds: Math.round((Date.now() - started) / 1_000),
      acknowledged: sent.ids.size,
      visits: sent.visits.size,
      late: sent.late,
      repeats: sent.repeats,
      happened: { ...happened, ...Object.fromEntries(sent.refusals) },
      problems,
    };
  } finally {
    for (const end of ends) await end();
  }
}

/** What things happen to. */
class World {
  readonly dataDir: string;
  readonly disk: SmallDisk | undefined;
  readonly days = toPastDays(Date.now());
  readonly #clockFile: string;
  readonly #clickhouseDir: string | undefined;
  #clickhouse: ClickHouseHttp | undefined;
  #collector: Collector | undefined;

  constructor(directory: string, disk: SmallDisk | undefined, hasServer: boolean) {
    this.disk = disk;
    this.dataDir = join(disk?.path ?? directory, 'data');
    this.#clockFile = join(directory, 'clock');
    this.#clickhouseDir = hasServer ? join(directory, 'clickhouse') : undefined;
    this.shiftClock(0);
  }

  get url(): string {
    return this.#collector?.url ?? 'http://127.0.0.1:9';
  }

  get clickhouseUrl(): string | undefined {
    return this.#clickhouse?.url;
  }

  async start(): Promise<void> {
    if (this.#clickhouseDir) this.#clickhouse = await startClickHouseHttp({ dataDir: this.#clickhouseDir });
    await runPasserby(['site', 'add', site], this.dataDir);
    await this.startCollector();
    await this.stopCollector();
    await this.#runSql(toEarlierSql(this.days, site));
    await this.makeFiveMinutesLater();
    await this.startCollector();
    await whenFolded(this.url, site, this.days);
  }

  async startCollector(env: Record<string, string> = {}): Promise<void> {
    this.#collector = await startCollector({
      dataDir: this.dataDir,
      env: {
        NODE_OPTIONS: preloads.map((path) => `--import=${path}`).join(' '),
        PASSERBY_TEST_CLOCK_FILE: this.#clockFile,
        PASSERBY_TRUSTED_PROXIES: '127.0.0.1/32',
        PASSERBY_MAX_REQUESTS_PER_SITE: '0',
        PASSERBY_MAX_REQUESTS_PER_NETWORK: '0',
        PASSERBY_MAX_EVENTS_PER_VISITOR: '0',
        PASSERBY_MIN_FREE_BYTES: String(this.disk ? minFreeBytes : 0),
        ...(this.#clickhouse && { CLICKHOUSE_URL: `${this.#clickhouse.url}/${database}` }),
        ...env,
      },
    });
  }

  async killCollector(): Promise<void> {
    await this.#collector?.kill();
  }

  async stopCollector(): Promise<void> {
    await this.#collector?.stop();
  }

  /** Ends the ClickHouse server, where there is one, until something is done. */
  async takeClickHouseAway(end: 'kill' | 'stop', done: () => Promise<unknown>): Promise<void> {
    const server = this.#clickhouse;
    await server?.[end]();
    await done();
    if (server && this.#clickhouseDir)
      this.#clickhouse = await startClickHouseHttp({ dataDir: this.#clickhouseDir, port: server.port });
  }

  /** For a collector that is stopped. */
  async makeFiveMinutesLater(): Promise<void> {
    await this.#runSql(toFiveMinutesLaterSql(Date.now()));
  }

  async #runSql(statement: string): Promise<void> {
    const where = this.clickhouseUrl ?? this.dataDir;
    await promisify(execFile)(process.execPath, [sqlProgram, where, statement]);
  }

  shiftClock(ms: number): void {
    writeFileSync(this.#clockFile, String(ms));
  }

  async kill(): Promise<void> {
    await this.#collector?.kill();
    await this.#clickhouse?.kill();
  }
}

type Deed = [name: string, deed: (world: World, load: Load, random: () => number) => Promise<void>];

function toDeeds(options: CrashOptions): Deed[] {
  const { kills, stops, outages, fullDisk, clickhouse } = options;
  const times = (count: number, deed: Deed): Deed[] => Array.from({ length: count }, () => deed);
  return [
    ...times(kills, [
      'kill -9',
      async (world) => {
        await world.killCollector();
        await world.startCollector();
      },
    ]),
    ...times(stops, [
      'SIGTERM',
      async (world) => {
        await world.stopCollector();
        await world.startCollector();
      },
    ]),
    ...times(clickhouse === 'server' ? outages : 0, [
      'outage',
      (world, _load, random) =>
        world.takeClickHouseAway(random() < 0.5 ? 'kill' : 'stop', () => sleep(random() * longestOutageMs)),
    ]),
    // Days are folded anew while the collector is killed and started.
    ...times(Math.ceil(kills / 10), [
      'late events',
      async (_world, load) => {
        const before = load.sent.late;
        load.sendsLate = true;
        await when(() => load.sent.late >= before + lateEvents, load.sent);
        load.sendsLate = false;
      },
    ]),
    ...times(Math.ceil(kills / 10), [
      'five minutes later',
      async (world) => {
        await world.killCollector();
        await world.makeFiveMinutesLater();
        await world.startCollector();
      },
    ]),
    ['clock 10 min ahead', async (world) => world.shiftClock(jumpMs)],
    ['clock right again', async (world) => world.shiftClock(0)],
    ...times(fullDisk ? 1 : 0, [
      'disk nearly full',
      async ({ disk }, { sent }) => {
        disk?.fill(minFreeBytes / 2);
        await whenRefused(sent, 'log_full');
        disk?.clear();
      },
    ]),
    ...times(fullDisk ? 1 : 0, [
      'disk full',
      async (world, load) => {
        await world.killCollector();
        await world.startCollector({ PASSERBY_MIN_FREE_BYTES: '0' });
        // A log that is emptied all the time needs no more room than it had before, and one that was long has room inside.
        load.sendsLarge = true;
        await world.takeClickHouseAway('stop', () =>
          whenRefused(load.sent, 'log_unavailable', () => world.disk?.fill(0)),
        );
        load.sendsLarge = false;
        world.disk?.clear();
        await world.stopCollector();
        await world.startCollector();
      },
    ]),
  ];
}

/** Resolves when the senders hear of it once more. Until then, `keep` is done again and again. */
async function whenRefused(sent: Sent, code: string, keep: () => void = () => {}): Promise<void> {
  const before = sent.refusals.get(code) ?? 0;
  await when(() => {
    keep();
    return (sent.refusals.get(code) ?? 0) > before;
  }, sent);
}

/** Resolves when it is so; rejects where it is not, and the senders have got nothing acknowledged, for a minute. */
async function when(isSo: () => boolean, { ids, refusals }: Sent): Promise<void> {
  let known = ids.size;
  let deadline = Date.now() + patienceMs;
  while (!isSo()) {
    // What a busy machine acknowledges meanwhile fills the log, however slowly.
    if (ids.size > known) deadline = Date.now() + patienceMs;
    if (Date.now() > deadline)
      throw new Error(`nothing came of it; the senders heard ${JSON.stringify([...refusals])}`);
    known = ids.size;
    await sleep(20);
  }
}

function shuffle<Item>(items: Item[], random: () => number): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}
