import type { NewTokenReply, TokensReply, TokenSummary } from '@passerby/wire';
import { useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { toFullDayText } from '../format/time-label.ts';
import { Snippet } from '../notices/snippet.tsx';
import { useAnswer } from '../report/use-answer.ts';
import { texts } from '../texts.ts';
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

  const create = (body: { name: string; scope: string; site?: string }): Promise<void> =>
    change(async (signal) => {
      setMade(await api.ask('tokens', signal, { method: 'POST', body }));
      again();
    });
  const rotate = ({ id }: TokenSummary): Promise<void> =>
    change(async (signal) => {
      setMade(await api.ask(`tokens/${id}/rotate`, signal, { method: 'POST' }));
      again();
    });
  const revoke = ({ id }: TokenSummary): Promise<void> =>
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
      {content?.tokens.length === 0 && <p class="list-note">{texts.noTokens}</p>}
      {content && content.tokens.length > 0 && (
        <div class="data-scroll">
          <table class="data is-plain is-tokens">
            <thead>
              <tr>
                <th scope="col">{texts.tokenName}</th>
                <th scope="col">{texts.tokenScope}</th>
                <th scope="col">{texts.site}</th>
                <th scope="col">{texts.tokenMade}</th>
                <th scope="col">
                  <span class="visually-hidden">{texts.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {content.tokens.map((token) => (
                <tr key={token.id}>
                  <th scope="row">
                    <bdi>{token.name || texts.tokenWithoutName(token.id)}</bdi>
                  </th>
                  <td>{texts.scopes[token.scope]}</td>
                  <td>{token.site ?? texts.allSites}</td>
                  <td>{toFullDayText(new Date(token.createdAt).toISOString().slice(0, 10))}</td>
                  <td class="actions">
                    <button type="button" class="link" disabled={isBusy} onClick={() => void rotate(token)}>
                      {texts.rotate}
                      <span class="visually-hidden"> {token.name}</span>
                    </button>
                    <button type="button" class="link" disabled={isBusy} onClick={() => void revoke(token)}>
                      {texts.revoke}
                      <span class="visually-hidden"> {token.name}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
