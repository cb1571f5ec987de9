import type { ComponentChildren } from 'preact';
import type { Theme } from '../state/theme.ts';
import { texts } from '../texts.ts';

interface MastheadProps {
  theme: Theme;
  onToggleTheme: () => void;
  children?: ComponentChildren;
}

/** The name, who is here now, and the switch between light and dark. */
export function Masthead({ theme, onToggleTheme, children }: MastheadProps) {
  return (
    <header class="masthead">
      <p class="brand">
        <svg viewBox="0 0 34 14" aria-hidden="true">
          <circle cx="27" cy="7" r="6.5" />
          <circle cx="13.5" cy="7" r="3.5" />
          <circle cx="4" cy="7" r="2" />
        </svg>
        {texts.product}
      </p>
      {children}
      <button
        type="button"
        class="theme-toggle"
        aria-label={theme === 'dark' ? texts.theme.light : texts.theme.dark}
        title={theme === 'dark' ? texts.theme.light : texts.theme.dark}
        onClick={onToggleTheme}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="7.25" />
          <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" />
        </svg>
      </button>
    </header>
  );
}
