import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Api } from './api/client.ts';
import { Footer } from './footer.tsx';
import { Masthead } from './header/masthead.tsx';
import { Failure } from './notices/failure.tsx';
import { Loading } from './notices/loading.tsx';
import { SignIn } from './notices/sign-in.tsx';
import { Message } from './notices/message.tsx';
import { useOnline } from './report/use-online.ts';
import { useSession } from './report/use-session.ts';
import { useSites } from './report/use-sites.ts';
import { SitePage } from './site-page.tsx';
import { useTheme } from './state/theme.ts';
import { useView } from './state/use-view.ts';
import { texts } from './texts.ts';

/** Which page is due: the sign-in, the sites, then the view of one site. */
export function App({ api }: { api: Api }) {
  const [view, changeView] = useView();
  const [theme, toggleTheme] = useTheme();
  const [isLocked, setLocked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const lock = useCallback(() => setLocked(true), []);
  const { sites, problem, retry } = useSites(api, attempt, isLocked, lock);
  const session = useSession(api, attempt);
  const isOnline = useOnline();
  const site = sites?.find((each) => each.site === view.site);
  const first = sites?.[0]?.site;

  // A shared link names its site, so the first one is written into the address as well.
  useEffect(() => {
    if (view.site === null && first !== undefined) changeView({ site: first }, 'replace');
  }, [view.site, first, changeView]);

  function unlock(): void {
    setLocked(false);
    setAttempt((last) => last + 1);
  }

  async function signOut(): Promise<void> {
    await api.signOut(new AbortController().signal);
    setAttempt((last) => last + 1);
    lock();
  }

  const leave = session?.signedIn && !isLocked ? { onSignOut: () => void signOut() } : {};
  if (site && !isLocked) {
    return (
      <SitePage
        {...{ api, view, site, theme, changeView, toggleTheme }}
        sites={sites ?? []}
        reloadSites={retry}
        onLocked={lock}
        {...leave}
      />
    );
  }
  return (
    <div class="page">
      <Masthead theme={theme} onToggleTheme={toggleTheme} />
      <main>
        <h1 class="visually-hidden">{texts.product}</h1>
        {isLocked ? (
          <SignIn api={api} provider={session?.provider} onSignedIn={unlock} />
        ) : problem && !sites ? (
          <Failure problem={problem} onRetry={retry} />
        ) : !sites ? (
          <Loading text={isOnline ? texts.loading : texts.offlineAtFirst} />
        ) : first === undefined ? (
          <Message title={texts.noSites} text={texts.noSitesHint}>
            <pre class="snippet">
              <code>npx passerby site add shop.example</code>
            </pre>
          </Message>
        ) : (
          <Message title={texts.unknownSite(view.site ?? '')} text={texts.unknownSiteHint}>
            <button type="button" class="button" onClick={() => changeView({ site: first, filters: [] })}>
              {texts.openSite(first)}
            </button>
          </Message>
        )}
      </main>
      <Footer {...leave} />
    </div>
  );
}
