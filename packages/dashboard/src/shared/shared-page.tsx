import type { UnlockedReply } from '@passerby/wire';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { createApi } from '../api/client.ts';
import { Failure } from '../notices/failure.tsx';
import { Loading } from '../notices/loading.tsx';
import { Message } from '../notices/message.tsx';
import { SecretForm } from '../notices/secret-form.tsx';
import { useOnline } from '../report/use-online.ts';
import { useSites } from '../report/use-sites.ts';
import { SitePage } from '../site-page.tsx';
import { useTheme } from '../state/theme.ts';
import { useView } from '../state/use-view.ts';
import { texts } from '../texts.ts';
import { keepKey, readKey } from './kept-key.ts';

/** What a shared link opens: the numbers of its site, perhaps after a password, perhaps in a frame of another page. */
export function SharedPage({ secret }: { secret: string }) {
  const [key, setKey] = useState(() => readKey(secret));
  // Never as whoever is signed in: a page that frames this one must not borrow the rights of its reader.
  const api = useMemo(() => createApi({ bearer: key ?? secret }), [key, secret]);
  const [view, changeView] = useView();
  const [theme, toggleTheme] = useTheme();
  /** Code of why the link does not open; null: it does. */
  const [lock, setLock] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const { sites, problem, retry } = useSites(api, attempt, lock !== null, setLock);
  // The site itself says why.
  const askAgain = useCallback(() => setAttempt((last) => last + 1), []);
  const isOnline = useOnline();
  const site = sites?.[0];

  async function unlock(password: string): Promise<void> {
    const body = { link: secret, password };
    const init = { method: 'POST', body };
    const unlocked = await api.ask<UnlockedReply>('shared/unlock', new AbortController().signal, init);
    keepKey(secret, unlocked.key);
    setKey(unlocked.key);
    setLock(null);
  }

  if (lock === null && site) {
    return (
      <SitePage
        {...{ api, site, theme, changeView, toggleTheme }}
        view={{ ...view, site: site.site }}
        sites={[site]}
        reloadSites={retry}
        onLocked={askAgain}
        shared={{ isEmbedded: window.parent !== window }}
      />
    );
  }
  return (
    <div class="page">
      <main>
        <h1 class="visually-hidden">{texts.product}</h1>
        {lock === 'password_required' ? (
          <Message title={texts.linkLocked} text={texts.linkLockedHint}>
            <SecretForm
              label={texts.linkPassword}
              action={texts.openLink}
              wrong={texts.wrongLinkPassword}
              onSubmit={unlock}
            />
          </Message>
        ) : lock !== null ? (
          <Message title={texts.linkGone} text={texts.linkGoneHint} />
        ) : problem ? (
          <Failure problem={problem} onRetry={retry} />
        ) : (
          <Loading text={isOnline ? texts.loading : texts.offlineAtFirst} />
        )}
      </main>
    </div>
  );
}
