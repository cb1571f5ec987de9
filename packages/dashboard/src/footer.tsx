import { texts } from './texts.ts';

interface FooterProps {
  timezone?: string;
  /** Given where a token is kept that can be forgotten. */
  onForgetToken?: () => void;
}

export function Footer({ timezone, onForgetToken }: FooterProps) {
  return (
    <footer class="footer">
      <p>{texts.privacy}</p>
      {timezone !== undefined && <p>{texts.timezone(timezone)}.</p>}
      {onForgetToken && (
        <button type="button" class="link" onClick={onForgetToken}>
          {texts.forgetToken}
        </button>
      )}
    </footer>
  );
}
