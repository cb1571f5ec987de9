import { useCallback, useEffect, useState } from 'preact/hooks';
import { toHref } from './shared-link.ts';
import { parseView, toSearch, type View } from './view.ts';

/** `replace` corrects the address without a new step for the back button. */
export type ChangeView = (change: Partial<View>, how?: 'push' | 'replace') => void;

/** The view in the address bar, and a way to change it. Back and forward work. */
export function useView(): [View, ChangeView] {
  const [view, setView] = useState(() => parseView(location.search));

  useEffect(() => {
    const read = (): void => setView(parseView(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);

  const change = useCallback<ChangeView>((part, how = 'push') => {
    const next = { ...parseView(location.search), ...part };
    if (toSearch(next) !== location.search)
      history[how === 'push' ? 'pushState' : 'replaceState'](null, '', toHref(next, location));
    setView(next);
  }, []);

  return [view, change];
}
