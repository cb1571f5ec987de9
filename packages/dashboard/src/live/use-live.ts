import type { LiveModel } from '@passerby/wire';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { createPoll, type Poll } from '../report/poll.ts';
import { type Problem, toProblem } from '../report/problem.ts';
import type { Answer } from '../report/use-answer.ts';
import { runWhileVisible } from '../report/while-visible.ts';

/** Longest silence of the stream, in ms; the collector gives a sign of life every 15 s. */
const patienceMs = 40_000;
/** Pause before a stream that has ended is opened again, in ms. */
const againMs = 1_000;

/**
 * What happens on the site now; null until it is known, and again when it no longer is. One stream for the whole page,
 * closed while nobody looks: a browser has six connections for all tabs of the same collector.
 */
export function useLive(api: Api, site: string): Answer<LiveModel> {
  const [content, setModel] = useState<LiveModel | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<Poll | null>(null);
  useEffect(() => {
    let known: LiveModel | null = null;
    let id = '';
    setModel(null);

    function take(event: string | undefined, data: unknown): void {
      if (event === 'model') known = data as LiveModel;
      else if (event === 'update' && known) known = { ...known, ...(data as Partial<LiveModel>) };
      // The last that is known is from before.
      setModel(event === 'problem' ? null : known);
      setProblem(event === 'problem' ? toProblem(toFailure(data), againMs) : null);
    }

    async function round(signal: AbortSignal): Promise<number> {
      const silence = new AbortController();
      const stop = AbortSignal.any([signal, silence.signal]);
      const hide = (): void => {
        if (document.visibilityState === 'hidden') silence.abort();
      };
      document.addEventListener('visibilitychange', hide);
      let timer = setTimeout(() => silence.abort(), patienceMs);
      try {
        const headers: Record<string, string> = known === null ? {} : { 'last-event-id': id };
        // A script of its own, which nobody waits for at the first numbers.
        const { createParser } = await import('eventsource-parser');
        const body = await api.follow(`live?site=${encodeURIComponent(site)}`, headers, stop);
        const parser = createParser({
          onEvent(message) {
            id = message.id ?? id;
            take(message.event, JSON.parse(message.data));
          },
        });
        const reader = body
          .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
          .getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return againMs;
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), patienceMs);
          parser.feed(value);
        }
      } catch (error) {
        if (silence.signal.aborted && !signal.aborted) return againMs;
        throw error;
      } finally {
        clearTimeout(timer);
        document.removeEventListener('visibilitychange', hide);
      }
    }

    const poll = createPoll({
      round,
      askedToWaitMs: (error) => (error instanceof ApiFailure ? error.retryAfterMs : undefined),
      // Who may not read is told by the page's numbers, which are asked of the same collector.
      onFailure(error, retryInMs) {
        setModel(null);
        setProblem(toProblem(error, retryInMs));
      },
    });
    current.current = poll;
    return runWhileVisible(poll);
  }, [api, site]);
  return { content, isFresh: true, problem, again: () => current.current?.wake() };
}

/** What the collector says of its own trouble, while the stream stays open. */
function toFailure(data: unknown): ApiFailure {
  const { code, message } = data as { code: string; message: string };
  return new ApiFailure(503, code, message);
}
