import { texts } from './texts.ts';

interface FooterProps {
  timezone?: string;
  /** Shows the keys. */
  onHelp?: () => void;
  /** Given where somebody is signed in. */
  onSignOut?: () => void;
}

export function Footer({ timezone, onHelp, onSignOut }: FooterProps) {
  return (
    <footer class="footer">
      <p>{texts.privacy}</p>
      {timezone !== undefined && <p>{texts.timezone(timezone)}.</p>}
      {onHelp && (
        <button type="button" class="link" onClick={onHelp}>
          {texts.shortcutsTitle}
        </button>
      )}
      {onSignOut && (
        <button type="button" class="link" onClick={onSignOut}>
          {texts.signOut}
        </button>
      )}
    </footer>
  );
}
