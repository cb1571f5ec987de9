import type { NewTokenReply, TokensReply, TokenSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { toFullDayText } from '../format/time-label.ts';
import { Snippet } from '../notices/snippet.tsx';
import { useAnswer } from '../report/use-answer.ts';
import { texts } from '../texts.ts';
import { EntryTable } from './entry-table.tsx';
import { useChange } from './use-change.ts';

const scopes = ['read', 'ingest', 'admin'] as const;

/** Who may do what: tokens to make, renew and revoke. A secret is shown once. */
export function Tokens({ api, site, onLocked }: { api: Api; site: string; onLocked: () => void }) {
  const { content, problem, again } = useAnswer<TokensReply>({
    api,
    key: 'tokens',
    load: (signal) => api.ask('tokens', signal),
    onLocked,
  });
  const [made, setMade] = useState<NewTokenReply | null>(null);
  const { isBusy, refusal, change } = useChange();

  const create = (body: { name: string; scope: string; site?: string }): Promise<boolean> =>
    change(async (signal) => {
      setMade(await api.ask('tokens', signal, { method: 'POST', body }));
      again();
    });
  const rotate = ({ id }: TokenSummary): Promise<boolean> =>
    change(async (signal) => {
      setMade(await api.ask(`tokens/${id}/rotate`, signal, { method: 'POST' }));
      again();
    });
  const revoke = ({ id }: TokenSummary): Promise<boolean> =>
    change(async (signal) => {
      await api.ask(`tokens/${id}`, signal, { method: 'DELETE' });
      setMade((last) => (last?.id === id ? null : last));
      again();
    });

  return (
    <section class="list" aria-labelledby="settings-tokens">
      <header>
        <h2 id="settings-tokens">{texts.tokens}</h2>
      </header>
      {problem && <p class="list-note">{problem.failure.message}</p>}
      <EntryTable
        columns={[texts.tokenScope, texts.site, texts.tokenMade]}
        entries={content?.tokens.map((token) => ({
          id: token.id,
          name: token.name || texts.tokenWithoutName(token.id),
          cells: [
            texts.scopes[token.scope],
            token.site ?? texts.allSites,
            toFullDayText(new Date(token.createdAt).toISOString().slice(0, 10)),
          ],
          actions: [
            [texts.rotate, () => void rotate(token)],
            [texts.revoke, () => void revoke(token)],
          ],
        }))}
        none={texts.noneYet}
        isBusy={isBusy}
      />
      <div role="status">{made && <Snippet title={texts.tokenOnce(made.name)} text={made.token} />}</div>
      <NewToken site={site} isBusy={isBusy} onCreate={(body) => void create(body)} />
      <p class="problem" role="alert">
        {refusal}
      </p>
    </section>
  );
}

interface NewTokenProps {
  site: string;
  isBusy: boolean;
  onCreate: (body: { name: string; scope: string; site?: string }) => void;
}

function NewToken({ site, isBusy, onCreate }: NewTokenProps) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<string>('read');
  const [isOfAll, setOfAll] = useState(false);
  return (
    <form
      class="form"
      aria-label={texts.newToken}
      onSubmit={(event) => {
        event.preventDefault();
        onCreate({ name: name.trim(), scope, ...(isOfAll ? {} : { site }) });
        setName('');
      }}
    >
      <label>
        {texts.tokenName}
        <input maxLength={64} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        {texts.tokenScope}
        <select value={scope} onChange={({ currentTarget }) => setScope(currentTarget.value)}>
          {scopes.map((each) => (
            <option key={each} value={each}>
              {texts.scopes[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.site}
        <select
          value={isOfAll ? 'all' : 'one'}
          onChange={({ currentTarget }) => setOfAll(currentTarget.value === 'all')}
        >
          <option value="one">{site}</option>
          <option value="all">{texts.allSites}</option>
        </select>
      </label>
      <button type="submit" class="button" disabled={isBusy}>
        {texts.newToken}
      </button>
    </form>
  );
}
