import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { openControlDatabase } from '../control/database.ts';
import { toUtcDay } from '../control/salts.ts';
import { openWhereabouts } from '../enrich/open-whereabouts.ts';
import { openReferrerSpam } from '../enrich/referrer-spam.ts';
import { openClickHouse, type ClickHouse } from '../store/clickhouse.ts';
import { listPutAside } from '../log/mend-log.ts';
import { controlPath, logPath } from './data-dir.ts';
import { reachCollector, type Collector } from './reach-collector.ts';

/** The settings of the collector that is examined; see `Config`. */
export interface Examined {
  dataDir: string;
  archive?: string;
  clickhouseUrl?: string;
  trustedProxies: string[];
  geoDb?: string;
  asnDb?: string;
  referrerSpam?: string;
  adminToken?: string;
  /** Where it runs. */
  url: string;
}

export interface Finding {
  /** `WARN` is worth a look, `FAIL` loses or spoils data, or will soon. */
  state: 'ok' | 'WARN' | 'FAIL';
  what: string;
  says: string;
  /** What to do; always there where not all is well. */
  fix?: string;
}

const gigabyte = 1e9;
/** Free space below which ClickHouse merges nothing and the log soon takes nothing, bytes. */
const leastFree = gigabyte;
const lowShare = 0.1;
/** What the clock may be off by: the age of an event, and its session, are by it. */
const mostSkewMs = 5_000;
/** How long the queue is watched for whether it moves. */
const watchMs = 3_000;

/** Examines an installation, running or not; never throws. */
export async function examine(about: Examined): Promise<Finding[]> {
  const collector = await reachCollector(about);
  return [
    toFinding(collector),
    await checkDisk(about),
    checkLog(about),
    ...(await checkClickHouse(about, collector)),
    checkClock(collector),
    await checkSalts(about),
    checkProxies(about, collector),
    await checkGeo(about),
    ...(await checkSpam(about)),
    ...(await checkLag(about, collector)),
    ...(await checkArchive(about, collector)),
  ];
}

function toFinding({ isRunning, refuses, metrics, problem }: Collector): Finding {
  const what = 'collector';
  if (!isRunning) {
    return {
      state: 'WARN',
      what,
      says: problem ?? '',
      fix: 'start it by "passerby serve", or give its address by --url; lag and proxies are checked only then',
    };
  }
  if (refuses !== undefined) {
    return {
      state: 'FAIL',
      what,
      says: `takes no events: ${refuses}`,
      fix: 'see disk, clickhouse and lag below; browsers keep their events and send them when it does again',
    };
  }
  if (metrics) return { state: 'ok', what, says: 'takes events' };
  return { state: 'WARN', what, says: `takes events, but ${problem}`, fix: 'give PASSERBY_ADMIN_TOKEN' };
}

async function checkDisk({ dataDir }: Examined): Promise<Finding> {
  const what = 'disk';
  try {
    await access(dataDir, constants.W_OK);
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const [free, all] = [bavail * bsize, blocks * bsize];
    const says = `${(free / gigabyte).toFixed(1)} GB of ${(all / gigabyte).toFixed(1)} GB are free in ${dataDir}`;
    const fix = 'free space, or move the data directory to a larger disk';
    if (free < leastFree) return { state: 'FAIL', what, says, fix };
    return free < all * lowShare ? { state: 'WARN', what, says, fix } : { state: 'ok', what, says };
  } catch (error) {
    return {
      state: 'FAIL',
      what,
      says: `${dataDir} cannot be written (${codeOf(error)})`,
      fix: 'set PASSERBY_DATA_DIR to a directory that this user may write; "passerby serve" makes it',
    };
  }
}

function checkLog({ dataDir }: Examined): Finding {
  const what = 'log';
  const putAside = existsSync(dataDir) ? listPutAside(logPath(dataDir)) : [];
  if (putAside.length === 0) return { state: 'ok', what, says: 'never found damaged' };
  return {
    state: 'WARN',
    what,
    says: `was damaged, and mended; what could not be read is in ${putAside.join(', ')}`,
    fix: 'check the disk; delete the files when you have no use for them: they hold events',
  };
}

async function checkClickHouse(about: Examined, { isRunning }: Collector): Promise<Finding[]> {
  const what = 'clickhouse';
  const { clickhouseUrl, dataDir } = about;
  if (clickhouseUrl === undefined && isRunning)
    return [{ state: 'ok', what, says: 'embedded, in the running collector' }];
  if (clickhouseUrl === undefined && !existsSync(`${dataDir}/clickhouse`))
    return [{ state: 'ok', what, says: 'embedded, and empty: nothing has run here yet' }];
  let clickhouse: ClickHouse | undefined;
  try {
    clickhouse = await openClickHouse({ clickhouseUrl, dataDir });
    const [row] = await clickhouse.select<[version: string, now: string]>({
      query: 'SELECT version(), toString(toUnixTimestamp64Milli(now64(3)))',
    });
    const [version = '', now = ''] = row ?? [];
    const answers: Finding = { state: 'ok', what, says: `version ${version} answers` };
    return clickhouseUrl === undefined
      ? [answers]
      : [answers, judgeClock("ClickHouse's clock", Number(now) - Date.now())];
  } catch (error) {
    return [
      {
        state: 'FAIL',
        what,
        says: (error as Error).message.split('\n', 1)[0] ?? '',
        fix: 'events wait in the log until it answers; start it, or correct CLICKHOUSE_URL',
      },
    ];
  } finally {
    await clickhouse?.close();
  }
}

function judgeClock(whose: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const says = `${whose} is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(skewMs) <= mostSkewMs) return { state: 'ok', what: 'clock', says };
  return { state: 'FAIL', what: 'clock', says, fix: 'let NTP set both clocks (timedatectl set-ntp true)' };
}

/** Made by systemd-timesyncd and kept current once it has set the clock; see systemd-time-wait-sync.service(8). */
const isSynchronized = '/run/systemd/timesync/synchronized';

function checkClock({ skewMs }: Collector): Finding {
  if (skewMs !== undefined && Math.abs(skewMs) > mostSkewMs) return judgeClock("the collector's", skewMs);
  if (existsSync(isSynchronized)) return { state: 'ok', what: 'clock', says: 'set by systemd-timesyncd' };
  return {
    state: 'WARN',
    what: 'clock',
    says: `unverified: nothing here tells who sets it; it says ${new Date().toISOString()}`,
    fix: 'compare it with a clock that you trust, and let NTP set it (timedatectl set-ntp true; of a container, on its host)',
  };
}

async function checkSalts({ dataDir }: Examined): Promise<Finding> {
  const what = 'salts';
  if (!existsSync(controlPath(dataDir))) return { state: 'ok', what, says: 'none yet' };
  try {
    const control = await openControlDatabase(controlPath(dataDir));
    const rows = await control.selectFrom('salts').select('day').orderBy('day').execute();
    await control.destroy();
    const today = toUtcDay(Date.now());
    const old = rows.filter(({ day }) => day < today - 1);
    const future = rows.filter(({ day }) => day > today);
    if (old.length > 0) {
      return {
        state: 'FAIL',
        what,
        says: `${old.length} of days before yesterday are still there`,
        fix: 'start the collector, which deletes them at its start and within a minute after midnight UTC',
      };
    }
    if (future.length > 0) {
      return {
        state: 'FAIL',
        what,
        says: 'there is one of a day to come: the clock was ahead',
        fix: 'set the clock; visitors of that day count by the salt that is there',
      };
    }
    return { state: 'ok', what, says: `${rows.length} of today and yesterday, and no older one` };
  } catch (error) {
    return {
      state: 'FAIL',
      what,
      says: `the control database cannot be read (${codeOf(error)})`,
      fix: `look after ${controlPath(dataDir)}, or bring it back from a backup`,
    };
  }
}

function checkProxies({ trustedProxies }: Examined, { metrics }: Collector): Finding {
  const what = 'proxies';
  const wrong = trustedProxies.find((proxy) => !ipaddr.isValid(proxy) && !ipaddr.isValidCIDR(proxy));
  if (wrong !== undefined) {
    return {
      state: 'FAIL',
      what,
      says: `"${wrong}" is no address`,
      fix: 'give addresses or CIDRs in PASSERBY_TRUSTED_PROXIES, such as 10.0.0.0/8',
    };
  }
  const ignored = metrics?.get('passerby_forwarded_ignored_total') ?? 0;
  if (ignored > 0) {
    return {
      state: 'WARN',
      what,
      says: `${ignored} requests bore X-Forwarded-For, from an address that is not trusted`,
      fix: 'where a proxy of yours sent them, add its address to PASSERBY_TRUSTED_PROXIES: its visitors count as one. Anybody else may forge the header, and is rightly ignored',
    };
  }
  const says =
    trustedProxies.length === 0
      ? 'none is trusted'
      : `${trustedProxies.join(', ')} may say whom they speak for`;
  return { state: 'ok', what, says };
}

async function checkGeo({ geoDb, asnDb }: Examined): Promise<Finding> {
  const what = 'geo';
  try {
    (await openWhereabouts({ geoDb, asnDb })).close();
    const places = geoDb ?? 'the bundled database of countries';
    return { state: 'ok', what, says: asnDb === undefined ? places : `${places}, ${asnDb}` };
  } catch (error) {
    return { state: 'FAIL', what, says: (error as Error).message, fix: 'download the file again' };
  }
}

async function checkSpam({ referrerSpam }: Examined): Promise<Finding[]> {
  if (referrerSpam === undefined) return [];
  const what = 'spam';
  try {
    (await openReferrerSpam(referrerSpam)).close();
    return [{ state: 'ok', what, says: referrerSpam }];
  } catch (error) {
    return [{ state: 'FAIL', what, says: (error as Error).message, fix: 'write one host a line' }];
  }
}

async function checkLag(about: Examined, { metrics }: Collector): Promise<Finding[]> {
  if (!metrics) return [];
  const what = 'lag';
  const queued = metrics.get('passerby_events_queued') ?? 0;
  const storedBefore = metrics.get('passerby_events_stored_total') ?? 0;
  if (queued === 0) return [{ state: 'ok', what, says: 'everything accepted is in ClickHouse' }];
  await sleep(watchMs);
  const later = (await reachCollector(about)).metrics ?? new Map<string, number>();
  const moved = (later.get('passerby_events_stored_total') ?? 0) - storedBefore;
  const left = later.get('passerby_events_queued') ?? 0;
  const says = `${left} events wait, ${moved} were written in ${watchMs / 1000} s`;
  if (left === 0 || moved > 0) return [{ state: 'ok', what, says }];
  return [{ state: 'FAIL', what, says, fix: 'see the log of the collector for what ClickHouse says' }];
}

async function checkArchive(about: Examined, { metrics }: Collector): Promise<Finding[]> {
  const { archive, dataDir, clickhouseUrl } = about;
  const what = 'archive';
  const path = `${dataDir}/archive`;
  if (archive === undefined && clickhouseUrl !== undefined && existsSync(path)) {
    return [
      {
        state: 'FAIL',
        what,
        says: `${path} has events of the embedded ClickHouse of before, which no erasure and no retention reaches`,
        fix: 'take it away from here',
      },
    ];
  }
  if (archive === undefined) return [];
  try {
    if (archive === 'files' && existsSync(path)) await access(path, constants.W_OK);
  } catch (error) {
    return [
      {
        state: 'FAIL',
        what,
        says: `${path} cannot be written (${codeOf(error)})`,
        fix: 'let the user of the collector write there',
      },
    ];
  }
  const waiting = metrics?.get('passerby_archive_files_waiting') ?? 0;
  const failures = metrics?.get('passerby_archive_failures_total') ?? 0;
  if (waiting === 0) {
    return [{ state: 'ok', what, says: metrics ? 'every day that is over is written' : archive }];
  }
  const says = `${waiting} files wait to be written, ${failures} attempts failed since the start`;
  if (failures === 0) return [{ state: 'ok', what, says }];
  const fix =
    'see the log of the collector for what ClickHouse says; a file that cannot be read may be deleted';
  return [{ state: 'FAIL', what, says, fix }];
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;
