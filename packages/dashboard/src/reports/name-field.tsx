import type { GoalsReply } from '@passerby/wire';
import type { PageProps } from '../pages/page-props.ts';
import { builtInEvents } from '../report/queries.ts';
import { useAnswer } from '../report/use-answer.ts';
import { mostNameCharacters, type Step } from '../state/report-choice.ts';

interface NameFieldProps extends Pick<PageProps, 'api' | 'view' | 'onLocked'> {
  kind: Step['kind'];
  label: string;
  value: string;
  onInput: (value: string) => void;
}

/** How many names are proposed. */
const mostNames = 100;

/** Takes the name of a page, an event or a goal, and proposes those that the site has. */
export function NameField({ api, view, onLocked, kind, label, value, onInput }: NameFieldProps) {
  const { content } = useAnswer<string[]>({
    api,
    key: JSON.stringify([kind, view.site, view.range]),
    load: (signal) => loadNames(kind, { api, view }, signal),
    everyMs: 300_000,
    onLocked,
  });
  return (
    <label>
      {label}
      <input
        required
        maxLength={mostNameCharacters}
        autocapitalize="none"
        spellcheck={false}
        list="report-names"
        placeholder={kind === 'page' ? '/pricing' : ''}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <datalist id="report-names">
        {content?.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}

async function loadNames(
  kind: Step['kind'],
  { api, view }: Pick<NameFieldProps, 'api' | 'view'>,
  signal: AbortSignal,
): Promise<string[]> {
  const site = view.site ?? '';
  if (kind === 'goal') {
    const { goals } = await api.ask<GoalsReply>(`sites/${encodeURIComponent(site)}/goals`, signal);
    return goals.map(({ name }) => name);
  }
  const { results } = await api.query(
    {
      site_id: site,
      date_range: view.range,
      metrics: ['events'],
      dimensions: [kind === 'page' ? 'event:page' : 'event:name'],
      filters: kind === 'event' ? [['is_not', 'event:name', builtInEvents]] : [],
      pagination: { limit: mostNames },
    },
    signal,
  );
  return results.map(({ dimensions }) => dimensions[0] ?? '').filter((name) => name !== '');
}
