import { hash } from 'node:crypto';

/** What is asked, as far as a cache must know. */
export interface Asked {
  siteId: number;
  /** Equal where the answer is equal. */
  key: string;
  /** End of the latest time that the answer is about, ms since the epoch. */
  reach: number;
}

/** An answer as it is sent. */
interface Answer {
  /** JSON. */
  body: Buffer;
  /** Of the body, with its quotes. */
  etag: string;
}

/** Where an answer came from: it was kept, it was under way for somebody else, or it was made. */
export type Found = 'kept' | 'shared' | 'made';

type FoundAnswer = Answer & { found: Found };

export interface AnswerCache {
  /** Equal questions that are asked at a time are answered by one `make`, failures included; no failure is kept. */
  answer(asked: Asked, make: () => Promise<unknown>): Promise<FoundAnswer>;
  /** The same for several at a time: `make` is called once at most, with those that are neither kept nor under way. */
  answerAll<Each extends Asked>(
    asked: Each[],
    make: (missing: Each[]) => Promise<unknown>[],
  ): Promise<PromiseSettledResult<FoundAnswer>[]>;
  /** What is known of a site about times after `from` (default: all of it) may be wrong from now on. */
  purge(siteId: number, from?: number): void;
}

export interface AnswerCacheOptions {
  /** Size of all keys and answers that are kept; 0: none. The longest unused go first. */
  maxBytes: number;
  /**
   * Given where other collectors write to the same ClickHouse, so that not every change is told by `purge`: names what was
   * deleted there. Asked at most once a second, before an answer is given.
   */
  readDeletions?: (() => Promise<string>) | undefined;
}

/** Answers kept at most. */
const mostAnswers = 10_000;
/** Largest share of all bytes that one answer may have. */
const largestShare = 1 / 8;
/** Events arrive up to seven days late, by clocks that may be off. */
const settledMs = 8 * 86_400_000;

interface Kept extends Answer {
  asked: Asked;
  goodUntil: number;
  bytes: number;
}

/** How long what was heard of deletions counts, ms. */
const heardMs = 1_000;

/** How long an answer is good, ms, where nothing says otherwise sooner. */
export function lastsMs(reach: number, now: number, isShared: boolean): number {
  if (reach > now) return isShared ? 1_000 : 60_000;
  return reach > now - settledMs ? 60_000 : 3_600_000;
}

/** Answers in memory. Whoever stores or erases events says so by `purge`; see docs/decisions/0032. */
export function createAnswerCache({ maxBytes, readDeletions }: AnswerCacheOptions): AnswerCache {
  /** In the order of their last use. */
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, { asked: Asked; answer: Promise<Answer> }>();
  let bytes = 0;
  let heard = { deletions: '', at: -Infinity };
  let hearing: Promise<void> | undefined;

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  function keep(asked: Asked, answer: Answer): void {
    const size = Buffer.byteLength(asked.key) + answer.body.length;
    if (size > maxBytes * largestShare) return;
    drop(asked.key);
    const now = Date.now();
    kept.set(asked.key, {
      ...answer,
      asked,
      bytes: size,
      goodUntil: now + lastsMs(asked.reach, now, readDeletions !== undefined),
    });
    bytes += size;
    for (const key of kept.keys()) {
      if (bytes <= maxBytes && kept.size <= mostAnswers) break;
      drop(key);
    }
  }

  function find(key: string): Answer | undefined {
    const found = kept.get(key);
    if (!found) return undefined;
    if (found.goodUntil <= Date.now()) {
      drop(key);
      return undefined;
    }
    kept.delete(key);
    kept.set(key, found);
    return found;
  }

  /** Forgets everything where something was deleted since the last time, or nobody knows. */
  async function hear(read: () => Promise<string>): Promise<void> {
    // Of before it is asked, so that a deletion in between is heard of the next time.
    const at = Date.now();
    const deletions = await read().catch(() => undefined);
    if (deletions === undefined || deletions !== heard.deletions) {
      kept.clear();
      underWay.clear();
      bytes = 0;
    }
    heard = { deletions: deletions ?? '', at };
  }

  /** What others may share from now on, until it is there. */
  async function begin(asked: Asked, made: Promise<unknown>): Promise<FoundAnswer> {
    const own = { asked, answer: made.then(toAnswer) };
    underWay.set(asked.key, own);
    try {
      const answer = await own.answer;
      // A purge took it off: it may have been read before the change.
      if (underWay.get(asked.key) === own) keep(asked, answer);
      return { ...answer, found: 'made' };
    } finally {
      if (underWay.get(asked.key) === own) underWay.delete(asked.key);
    }
  }

  /** Unset where there is nothing to wait for. */
  function hearOfDeletions(): Promise<void> | undefined {
    if (!readDeletions || Date.now() - heard.at < heardMs) return undefined;
    return (hearing ??= hear(readDeletions).finally(() => (hearing = undefined)));
  }

  /** Unset where somebody has to make it. */
  function look({ key }: Asked): Promise<FoundAnswer> | undefined {
    const known = find(key);
    if (known) return Promise.resolve({ ...known, found: 'kept' });
    return underWay.get(key)?.answer.then((answer) => ({ ...answer, found: 'shared' }));
  }

  return {
    async answer(asked, make) {
      const first = hearOfDeletions();
      if (first) await first;
      return look(asked) ?? begin(asked, make());
    },

    async answerAll<Each extends Asked>(all: Each[], make: (missing: Each[]) => Promise<unknown>[]) {
      const first = hearOfDeletions();
      if (first) await first;
      const missing: { asked: Each; made: PromiseWithResolvers<unknown> }[] = [];
      const answers = all.map((each) => {
        const found = look(each);
        if (found) return found;
        const made = Promise.withResolvers<unknown>();
        missing.push({ asked: each, made });
        return begin(each, made.promise);
      });
      if (missing.length > 0) {
        const makes = make(missing.map((each) => each.asked));
        for (const [index, { made }] of missing.entries()) made.resolve(makes[index]);
      }
      return Promise.allSettled(answers);
    },

    purge(siteId, from = -Infinity) {
      const isWrong = (asked: Asked): boolean => asked.siteId === siteId && asked.reach > from;
      for (const [key, { asked }] of kept) if (isWrong(asked)) drop(key);
      for (const [key, { asked }] of underWay) if (isWrong(asked)) underWay.delete(key);
    },
  };
}

function toAnswer(value: unknown): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return { body, etag: `W/"${hash('sha256', body, 'base64url').slice(0, 22)}"` };
}
