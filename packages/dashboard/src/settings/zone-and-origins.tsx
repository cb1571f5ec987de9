import type { SiteSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { texts } from '../texts.ts';
import { SaveForm } from './save-form.tsx';
import { TimeZoneField } from './time-zone-field.tsx';
import { toLines } from './to-lines.ts';
import { useChange } from './use-change.ts';

interface ZoneAndOriginsProps {
  api: Api;
  site: SiteSummary;
  reloadSites: () => void;
}

/** When the days of the site begin, and which origins beside its own may send. */
export function ZoneAndOrigins({ api, site, reloadSites }: ZoneAndOriginsProps) {
  /** What was written, saved or not: the list of sites follows later. */
  const [written, setWritten] = useState<{ timezone?: string; origins?: string }>({});
  const { isBusy, refusal, change } = useChange();
  const [isSaved, setSaved] = useState(false);
  const { timezone = site.timezone, origins = site.origins?.join('\n') ?? '' } = written;

  function write(changes: typeof written): void {
    setSaved(false);
    setWritten({ ...written, ...changes });
  }
  const save = (): Promise<boolean> =>
    change(async (signal) => {
      setSaved(false);
      const body = { timezone: timezone.trim(), origins: toLines(origins) };
      await api.ask(`sites/${encodeURIComponent(site.site)}`, signal, { method: 'PATCH', body });
      setSaved(true);
      reloadSites();
    });

  return (
    <section class="list" aria-labelledby="settings-zone">
      <header>
        <h2 id="settings-zone">{texts.zoneAndOrigins}</h2>
      </header>
      <SaveForm labelledBy="settings-zone" {...{ isBusy, isSaved, refusal }} onSave={save}>
        <TimeZoneField value={timezone} onInput={(next) => write({ timezone: next })} />
        <label>
          {texts.origins}
          <textarea
            rows={3}
            autocapitalize="none"
            spellcheck={false}
            placeholder="https://app.example"
            value={origins}
            onInput={({ currentTarget }) => write({ origins: currentTarget.value })}
          />
        </label>
      </SaveForm>
    </section>
  );
}
