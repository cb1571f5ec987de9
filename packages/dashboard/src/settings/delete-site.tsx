import type { Api } from '../api/client.ts';
import { texts } from '../texts.ts';
import { SaveForm } from './save-form.tsx';
import { useChange } from './use-change.ts';

/** Deletes the site, once its domain was typed: by mistake nobody does. */
export function DeleteSite({ api, site }: { api: Api; site: string }) {
  const { isBusy, refusal, change } = useChange();
  return (
    <section class="list" aria-labelledby="settings-delete">
      <header>
        <h2 id="settings-delete">{texts.deleteSite}</h2>
      </header>
      <p>{texts.deleteSiteHint(site)}</p>
      <SaveForm
        labelledBy="settings-delete"
        action={texts.deleteSite}
        {...{ isBusy, refusal }}
        onSave={() =>
          change(async (signal) => {
            await api.ask(`sites/${encodeURIComponent(site)}`, signal, { method: 'DELETE' });
            // Without a site in its address the page begins with the first that is left.
            location.search = '';
          })
        }
      >
        <label>
          {texts.deleteSiteTyped(site)}
          {/* The browser submits nothing else; a domain has no other signs of a pattern than dots. */}
          <input required pattern={site.replaceAll('.', '\\.')} autocapitalize="none" spellcheck={false} />
        </label>
      </SaveForm>
    </section>
  );
}
