import type { SiteRulesReply } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { useAnswer } from '../report/use-answer.ts';
import { texts } from '../texts.ts';
import { SaveForm } from './save-form.tsx';
import { toLines } from './to-lines.ts';
import { useChange } from './use-change.ts';

interface SiteRulesProps {
  api: Api;
  site: string;
  onLocked: () => void;
}

const lists = ['hostnames', 'excluded_paths', 'kept_parameters'] as const satisfies (keyof SiteRulesReply)[];

/** Which events of the site count, and how its pages are told apart. */
export function SiteRules({ api, site, onLocked }: SiteRulesProps) {
  const path = `sites/${encodeURIComponent(site)}/rules`;
  const { content, problem, again } = useAnswer<SiteRulesReply>({
    api,
    key: path,
    load: (signal) => api.ask(path, signal),
    onLocked,
  });
  /** What was written and not saved. */
  const [written, setWritten] = useState<Partial<Record<keyof SiteRulesReply, string>>>({});
  const { isBusy, refusal, change } = useChange();
  const [isSaved, setSaved] = useState(false);

  const save = (): Promise<boolean> =>
    change(async (signal) => {
      setSaved(false);
      const body = Object.fromEntries(Object.entries(written).map(([name, text]) => [name, toLines(text)]));
      await api.ask(path, signal, { method: 'PATCH', body });
      setWritten({});
      setSaved(true);
      again();
    });

  return (
    <section class="list" aria-labelledby="settings-rules">
      <header>
        <h2 id="settings-rules">{texts.rules}</h2>
      </header>
      {problem && <p class="list-note">{problem.failure.message}</p>}
      {content && (
        <SaveForm labelledBy="settings-rules" {...{ isBusy, isSaved, refusal }} onSave={save}>
          {lists.map((name) => (
            <label key={name}>
              {texts.ruleLists[name]}
              <textarea
                rows={3}
                autocapitalize="none"
                spellcheck={false}
                placeholder={texts.ruleExamples[name]}
                value={written[name] ?? content[name].join('\n')}
                onInput={({ currentTarget }) => {
                  setSaved(false);
                  setWritten({ ...written, [name]: currentTarget.value });
                }}
              />
            </label>
          ))}
        </SaveForm>
      )}
    </section>
  );
}
