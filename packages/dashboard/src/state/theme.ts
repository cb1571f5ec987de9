import { useCallback, useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const storageKey = 'passerby-theme';

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function storedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    // Storage is refused (private mode, policy): the page follows the system.
    return null;
  }
}

/** Called before the first paint; without a choice of their own people get what their system prefers. */
export function applyTheme(theme: Theme | null = storedTheme()): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
}

/** The theme in force, and a switch to the other one. Choosing what the system prefers follows the system again. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => storedTheme() ?? systemTheme());
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setTheme(storedTheme() ?? systemTheme());
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const toggle = useCallback(() => {
    const next = theme === 'dark' ? 'light' : 'dark';
    const chosen = next === systemTheme() ? null : next;
    try {
      if (chosen) localStorage.setItem(storageKey, chosen);
      else localStorage.removeItem(storageKey);
    } catch {
      // As above: the choice holds until the tab closes.
    }
    applyTheme(chosen);
    setTheme(next);
  }, [theme]);
  return [theme, toggle];
}
