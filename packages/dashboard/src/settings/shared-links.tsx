import type { NewSharedLink, NewSharedLinkReply, SharedLinksReply, SharedLinkSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { toFullDayText } from '../format/time-label.ts';
import { Snippet } from '../notices/snippet.tsx';
import { toFrameTag } from '../notices/snippets.ts';
import { useAnswer } from '../report/use-answer.ts';
import { texts } from '../texts.ts';
import { EntryTable } from './entry-table.tsx';
import { useChange } from './use-change.ts';

/** Links that open the numbers of the site to whoever has them: to make and revoke. Where one leads is shown once. */
export function SharedLinks({ api, site, onLocked }: { api: Api; site: string; onLocked: () => void }) {
  const path = `sites/${encodeURIComponent(site)}/links`;
  const { content, problem, again } = useAnswer<SharedLinksReply>({
    api,
    key: path,
    load: (signal) => api.ask(path, signal),
    onLocked,
  });
  const [made, setMade] = useState<NewSharedLinkReply | null>(null);
  const { isBusy, refusal, change } = useChange();

  const create = (body: NewSharedLink): Promise<boolean> =>
    change(async (signal) => {
      setMade(await api.ask(path, signal, { method: 'POST', body }));
      again();
    });
  const revoke = ({ id }: SharedLinkSummary): Promise<boolean> =>
    change(async (signal) => {
      await api.ask(`${path}/${id}`, signal, { method: 'DELETE' });
      setMade((last) => (last?.id === id ? null : last));
      again();
    });
  const url = made && new URL(made.path, location.href).href;

  return (
    <section class="list" aria-labelledby="settings-links">
      <header>
        <h2 id="settings-links">{texts.sharedLinks}</h2>
      </header>
      <p>{texts.sharedLinksHint}</p>
      {problem && <p class="list-note">{problem.failure.message}</p>}
      <EntryTable
        columns={[texts.linkPassword, texts.linkFrames, texts.tokenMade]}
        entries={content?.links.map((link) => ({
          id: link.id,
          name: link.name || texts.linkWithoutName(link.id),
          cells: [
            texts.yesOrNo(link.hasPassword),
            texts.yesOrNo(link.mayEmbed),
            toFullDayText(new Date(link.createdAt).toISOString().slice(0, 10)),
          ],
          actions: [[texts.revoke, () => void revoke(link)]],
        }))}
        none={texts.noSharedLinks}
        isBusy={isBusy}
      />
      <div role="status">
        {made && url && (
          <>
            <Snippet title={texts.linkOnce(made.name)} text={url} />
            {made.mayEmbed && (
              <Snippet title={texts.frameTitle} text={toFrameTag(url, texts.frameLabel(site))} />
            )}
          </>
        )}
      </div>
      <NewLink isBusy={isBusy} onCreate={(body) => void create(body)} />
      <p class="problem" role="alert">
        {refusal}
      </p>
    </section>
  );
}

function NewLink({ isBusy, onCreate }: { isBusy: boolean; onCreate: (body: NewSharedLink) => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [mayEmbed, setMayEmbed] = useState(false);
  return (
    <form
      class="form"
      aria-label={texts.newLink}
      onSubmit={(event) => {
        event.preventDefault();
        onCreate({ name: name.trim(), mayEmbed, ...(password !== '' && { password }) });
        setName('');
        setPassword('');
      }}
    >
      <label>
        {texts.tokenName}
        <input maxLength={64} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        {texts.newLinkPassword}
        <input
          type="password"
          minLength={8}
          maxLength={256}
          autocomplete="new-password"
          value={password}
          onInput={({ currentTarget }) => setPassword(currentTarget.value)}
        />
      </label>
      <label>
        {texts.linkFrames}
        <select
          value={mayEmbed ? 'yes' : 'no'}
          onChange={({ currentTarget }) => setMayEmbed(currentTarget.value === 'yes')}
        >
          <option value="no">{texts.yesOrNo(false)}</option>
          <option value="yes">{texts.yesOrNo(true)}</option>
        </select>
      </label>
      <button type="submit" class="button" disabled={isBusy}>
        {texts.newLink}
      </button>
    </form>
  );
}
