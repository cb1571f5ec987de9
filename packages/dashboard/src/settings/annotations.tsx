import type { Annotation, AnnotationsReply, NewAnnotation, SiteSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { toFullDayText } from '../format/time-label.ts';
import { useAnswer } from '../report/use-answer.ts';
import { toLocalTime } from '../state/date-range.ts';
import { texts } from '../texts.ts';
import { useChange } from './use-change.ts';

/** How many are listed; all are on the overview of their time. */
const mostListed = 20;

interface AnnotationsProps {
  api: Api;
  site: SiteSummary;
  onLocked: () => void;
}

/** What happened around the site: to note and delete. Deployments note themselves by the API. */
export function Annotations({ api, site: { site, timezone }, onLocked }: AnnotationsProps) {
  const query = `site_id=${encodeURIComponent(site)}`;
  const { content, problem, again } = useAnswer<AnnotationsReply>({
    api,
    key: query,
    load: (signal) => api.ask(`annotations?${query}`, signal),
    onLocked,
  });
  const { isBusy, refusal, change } = useChange();
  const listed = content?.annotations.slice(-mostListed).toReversed() ?? [];

  const add = (body: NewAnnotation): Promise<boolean> =>
    change(async (signal) => {
      await api.ask('annotations', signal, { method: 'POST', body });
      again();
    });
  const remove = ({ id }: Annotation): Promise<boolean> =>
    change(async (signal) => {
      await api.ask(`annotations/${id}?${query}`, signal, { method: 'DELETE' });
      again();
    });

  return (
    <section class="list" aria-labelledby="settings-annotations">
      <header>
        <h2 id="settings-annotations">{texts.annotations}</h2>
      </header>
      <p>{texts.annotationsHint}</p>
      {problem && <p class="list-note">{problem.failure.message}</p>}
      <ul class="annotations">
        {listed.map((annotation) => (
          <li key={annotation.id}>
            <span>{toFullDayText(toLocalTime(timezone, new Date(annotation.time)).slice(0, 10))}</span>
            <bdi>{annotation.text}</bdi>
            <button type="button" class="link" disabled={isBusy} onClick={() => void remove(annotation)}>
              {texts.delete}
              <span class="visually-hidden"> {annotation.text}</span>
            </button>
          </li>
        ))}
      </ul>
      <NewNote isBusy={isBusy} onAdd={(note) => void add({ site_id: site, ...note })} />
      <p class="problem" role="alert">
        {refusal}
      </p>
    </section>
  );
}

interface NewNoteProps {
  isBusy: boolean;
  onAdd: (note: Omit<NewAnnotation, 'site_id'>) => void;
}

function NewNote({ isBusy, onAdd }: NewNoteProps) {
  const [text, setText] = useState('');
  const [when, setWhen] = useState('');
  const [link, setLink] = useState('');
  return (
    <form
      class="form"
      aria-label={texts.newAnnotation}
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({
          text: text.trim(),
          // Without an offset, as the field writes it, a time is one of this browser's zone.
          ...(when !== '' && { time: new Date(when).getTime() }),
          ...(link !== '' && { link }),
        });
        setText('');
        setWhen('');
        setLink('');
      }}
    >
      <label>
        {texts.annotationText}
        <input
          required
          pattern=".*\S.*"
          maxLength={200}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <label>
        {texts.annotationTime}
        <input
          type="datetime-local"
          min="2000-01-02T00:00"
          max="2099-12-30T00:00"
          value={when}
          onInput={({ currentTarget }) => setWhen(currentTarget.value)}
        />
      </label>
      <label>
        {texts.annotationLink}
        <input
          type="url"
          maxLength={2_000}
          value={link}
          onInput={({ currentTarget }) => setLink(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={isBusy}>
        {texts.newAnnotation}
      </button>
    </form>
  );
}
