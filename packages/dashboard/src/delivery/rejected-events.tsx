import type { RejectedReply, ReplayReply, SiteSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { toClockText, toDayText } from '../format/time-label.ts';
import { Chip } from '../filters/chip.tsx';
import { useAnswer } from '../report/use-answer.ts';
import { toLocalTime } from '../state/date-range.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { texts } from '../texts.ts';
import { RejectionReason, toRemedy } from './rejection-reason.tsx';

interface RejectedEventsProps {
  api: Api;
  site: SiteSummary;
  /** Only those rejected for this reason; empty: for any. */
  code: string;
  onAllCodes: () => void;
  onLocked: () => void;
}

/** Rejected events that are listed at most. */
const listed = 100;

/** The latest rejected events, each with its reason and what is kept of it, and a way to take them in after all. */
export function RejectedEvents({ api, site, code: only, onAllCodes, onLocked }: RejectedEventsProps) {
  const [outcome, setOutcome] = useState('');
  const [isReplaying, setReplaying] = useState(false);
  const query = new URLSearchParams({
    site_id: site.site,
    limit: String(listed),
    ...(only !== '' && { code: only }),
  });
  const { content, isFresh, problem, again } = useAnswer<RejectedReply>({
    api,
    key: query.toString(),
    load: (signal) => api.ask(`rejected?${query.toString()}`, signal),
    onLocked,
  });
  // Of the reason before they would be another answer.
  const rejected = (isFresh && content?.rejected) || [];

  async function replay(): Promise<void> {
    setReplaying(true);
    try {
      const reply = await api.ask<ReplayReply>('rejected/replay', new AbortController().signal, {
        method: 'POST',
        body: { site_id: site.site, ...(only !== '' && { codes: [only] }) },
      });
      setOutcome(texts.replayed(reply.accepted, reply.found));
      again();
    } catch (error) {
      setOutcome(error instanceof ApiFailure ? error.message : String(error));
    } finally {
      setReplaying(false);
    }
  }

  return (
    <section class="list" aria-labelledby="rejected">
      <header>
        <h2 id="rejected">{texts.rejectedEvents}</h2>
        {rejected.length > 0 && (
          <button type="button" class="link" disabled={isReplaying} onClick={() => void replay()}>
            {texts.replay}
          </button>
        )}
      </header>
      <p role="status" class={outcome === '' ? 'visually-hidden' : 'list-note'}>
        {outcome}
      </p>
      {only !== '' && (
        <p class="filters">
          <Chip action={texts.removeFilter} onClick={onAllCodes}>
            <RejectionReason code={only} />
          </Chip>
        </p>
      )}
      {problem && <p class="list-note">{problem.failure.message}</p>}
      {isFresh && rejected.length === 0 && <p class="list-note">{texts.nothingRejectedEver}</p>}
      <ol class="rejected">
        {rejected.map(({ receivedAt, code, message, event }, index) => {
          const at = toLocalTime(site.timezone, new Date(receivedAt));
          return (
            <li key={`${receivedAt} ${index}`}>
              <details>
                <summary>
                  <time dateTime={new Date(receivedAt).toISOString()}>
                    {toDayText(at.slice(0, 10))}, {toClockText(at)}
                  </time>{' '}
                  <strong>
                    <RejectionReason code={code} />
                  </strong>{' '}
                  <span>{message}</span>
                </summary>
                <p class="list-note">{toRemedy(code)}</p>
                <pre class="snippet" tabIndex={0}>
                  <code>{toReadable(event)}</code>
                </pre>
              </details>
            </li>
          );
        })}
      </ol>
      {rejected.length > 0 && (
        <SaveCsv
          name={[site.site, 'rejected', ...(only === '' ? [] : [only])].join('-')}
          rows={[
            texts.rejectedColumns,
            ...rejected.map(({ receivedAt, code, message, event }) => [
              new Date(receivedAt).toISOString(),
              code,
              message,
              event,
            ]),
          ]}
        />
      )}
    </section>
  );
}

function toReadable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // What was kept is no JSON: it was cut short.
  }
}
