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
  const [timezone, setTimezone] = useState<string>();
  const [origins, setOrigins] = useState<string>();
  const { isBusy, refusal, change } = useChange();
  const [isSaved, setSaved] = useState(false);

  const save = (): Promise<boolean> =>
    change(async (signal) => {
      setSaved(false);
      const body = {
        ...(timezone !== undefined && { timezone: timezone.trim() }),
        ...(origins !== undefined && { origins: toLines(origins) }),
      };
      const path = `sites/${encodeURIComponent(site.site)}`;
      const changed = await api.ask<SiteSummary>(path, signal, { method: 'PATCH', body });
      setTimezone(changed.timezone);
      setOrigins(changed.origins?.join('\n'));
      setSaved(true);
      reloadSites();
    });

  return (
    <section class="list" aria-labelledby="settings-zone">
      <header>
        <h2 id="settings-zone">{texts.zoneAndOrigins}</h2>
      </header>
      <p>{texts.zoneHint}</p>
      <SaveForm labelledBy="settings-zone" {...{ isBusy, isSaved, refusal }} onSave={save}>
        <TimeZoneField
          value={timezone ?? site.timezone}
          onInput={(written) => {
            setSaved(false);
            setTimezone(written);
          }}
        />
        <label>
          {texts.origins(site.site)}
          <textarea
            rows={3}
            autocapitalize="none"
            spellcheck={false}
            placeholder="https://app.example"
            value={origins ?? site.origins?.join('\n') ?? ''}
            onInput={({ currentTarget }) => {
              setSaved(false);
              setOrigins(currentTarget.value);
            }}
          />
        </label>
      </SaveForm>
    </section>
  );
}
