import type { SiteLimits as Limits, SiteSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { texts } from '../texts.ts';
import { SaveForm } from './save-form.tsx';
import { useChange } from './use-change.ts';

/** Least and most of each, as the collector takes them. */
const bounds: Record<keyof Limits, [least: number, most: number]> = {
  monthly_quota: [0, Number.MAX_SAFE_INTEGER],
  requests_per_minute: [0, 1_000_000_000],
  retention_days: [1, 3_650],
};
const names = Object.keys(bounds) as (keyof Limits)[];

/** How much the site may have, and how long it is kept. */
export function SiteLimits({ api, site }: { api: Api; site: SiteSummary }) {
  /** What was written, saved or not: the list of sites follows later. */
  const [written, setWritten] = useState<Partial<Record<keyof Limits, string>>>({});
  const { isBusy, refusal, change } = useChange();
  const [isSaved, setSaved] = useState(false);

  const save = (): Promise<boolean> =>
    change(async (signal) => {
      setSaved(false);
      const body = Object.fromEntries(
        Object.entries(written).map(([name, text]) => [name, text === '' ? null : Number(text)]),
      );
      await api.ask(`sites/${encodeURIComponent(site.site)}`, signal, { method: 'PATCH', body });
      setSaved(true);
    });

  return (
    <section class="list" aria-labelledby="settings-limits">
      <header>
        <h2 id="settings-limits">{texts.limits}</h2>
      </header>
      <SaveForm labelledBy="settings-limits" {...{ isBusy, isSaved, refusal }} onSave={save}>
        {names.map((name) => (
          <label key={name}>
            {texts.limitNames[name]}
            <input
              type="number"
              min={bounds[name][0]}
              max={bounds[name][1]}
              placeholder={texts.noLimits[name]}
              value={written[name] ?? site[name] ?? ''}
              onInput={({ currentTarget }) => {
                setSaved(false);
                setWritten({ ...written, [name]: currentTarget.value });
              }}
            />
          </label>
        ))}
      </SaveForm>
    </section>
  );
}
