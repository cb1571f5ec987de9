import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Api } from './api/client.ts';
import { currentToken, keepToken } from './api/token.ts';
import { Footer } from './footer.tsx';
import { Masthead } from './header/masthead.tsx';
import { Failure } from './notices/failure.tsx';
import { Loading } from './notices/loading.tsx';
import { Message } from './notices/message.tsx';
import { TokenPrompt } from './notices/token-prompt.tsx';
import { useOnline } from './report/use-online.ts';
import { useSites } from './report/use-sites.ts';
import { SitePage } from './site-page.tsx';
import { useTheme } from './state/theme.ts';
import { useView } from './state/use-view.ts';
import { texts } from './texts.ts';

/** Which page is due: the token, the sites, then the view of one site. */
export function App({ api }: { api: Api }) {
  const [view, changeView] = useView();
  const [theme, toggleTheme] = useTheme();
  const [isLocked, setLocked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const lock = useCallback(() => setLocked(true), []);
  const { sites, problem, retry } = useSites(api, attempt, isLocked, lock);
  const isOnline = useOnline();
  const site = sites?.find((each) => each.site === view.site);
  const first = sites?.[0]?.site;

  // A shared link names its site, so the first one is written into the address as well.
  useEffect(() => {
    if (view.site === null && first !== undefined) changeView({ site: first }, 'replace');
  }, [view.site, first, changeView]);

  function unlock(token: string | null): void {
    keepToken(token);
    setLocked(token === null);
    setAttempt((last) => last + 1);
  }

  if (site && !isLocked) {
    return (
      <SitePage
        {...{ api, view, site, theme, changeView, toggleTheme }}
        sites={sites ?? []}
        onLocked={lock}
        {...(currentToken() === null ? {} : { onForgetToken: () => unlock(null) })}
      />
    );
  }
  return (
    <div class="page">
      <Masthead theme={theme} onToggleTheme={toggleTheme} />
      <main>
        <h1 class="visually-hidden">{texts.product}</h1>
        {isLocked ? (
          <TokenPrompt wasRefused={currentToken() !== null} onToken={unlock} />
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
      <Footer />
    </div>
  );
}
