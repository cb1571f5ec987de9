import type { SiteSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { texts } from '../texts.ts';
import { SaveForm } from './save-form.tsx';
import { TimeZoneField } from './time-zone-field.tsx';
import { useChange } from './use-change.ts';

/** A further site of this collector. */
export function AddSite({ api }: { api: Api }) {
  const [domain, setDomain] = useState('');
  const [timezone, setTimezone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { isBusy, refusal, change } = useChange();
  return (
    <section class="list" aria-labelledby="settings-add">
      <header>
        <h2 id="settings-add">{texts.addSite}</h2>
      </header>
      <SaveForm
        labelledBy="settings-add"
        action={texts.add}
        {...{ isBusy, refusal }}
        onSave={() =>
          change(async (signal) => {
            const body = { site: domain.trim(), timezone: timezone.trim() };
            const { site } = await api.ask<SiteSummary>('sites', signal, { method: 'POST', body });
            // With the list of sites read anew.
            location.search = `?site=${site}`;
          })
        }
      >
        <label>
          {texts.domain}
          <input
            required
            maxLength={253}
            placeholder="shop.example"
            autocapitalize="none"
            spellcheck={false}
            value={domain}
            onInput={({ currentTarget }) => setDomain(currentTarget.value)}
          />
        </label>
        <TimeZoneField value={timezone} onInput={setTimezone} />
      </SaveForm>
    </section>
  );
}
