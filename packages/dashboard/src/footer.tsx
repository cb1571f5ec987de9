import { texts } from './texts.ts';

interface FooterProps {
  timezone?: string;
  /** Given where somebody is signed in. */
  onSignOut?: () => void;
}

export function Footer({ timezone, onSignOut }: FooterProps) {
  return (
    <footer class="footer">
      <p>{texts.privacy}</p>
      {timezone !== undefined && <p>{texts.timezone(timezone)}.</p>}
      {onSignOut && (
        <button type="button" class="link" onClick={onSignOut}>
          {texts.signOut}
        </button>
      )}
    </footer>
  );
}
