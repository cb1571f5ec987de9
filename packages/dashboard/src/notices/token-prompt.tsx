import { useEffect, useRef, useState } from 'preact/hooks';
import { isPlausibleToken } from '../api/token.ts';
import { texts } from '../texts.ts';
import { Message } from './message.tsx';

interface TokenPromptProps {
  /** A token was sent and not accepted. */
  wasRefused: boolean;
  onToken: (token: string) => void;
}

/** Asks for the operator's token. */
export function TokenPrompt({ wasRefused, onToken }: TokenPromptProps) {
  const [isWrong, setWrong] = useState(wasRefused);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  return (
    <Message title={texts.locked} text={texts.lockedHint}>
      <form
        class="token-prompt"
        onSubmit={(event) => {
          event.preventDefault();
          const token = input.current?.value.trim() ?? '';
          if (isPlausibleToken(token)) onToken(token);
          else setWrong(true);
        }}
      >
        <label for="token">{texts.token}</label>
        <div>
          <input
            ref={input}
            id="token"
            type="password"
            required
            autocomplete="current-password"
            spellcheck={false}
            aria-invalid={isWrong}
            aria-describedby="token-problem"
          />
          <button type="submit" class="button">
            {texts.unlock}
          </button>
        </div>
        <p id="token-problem" class="problem" role="alert">
          {isWrong && texts.wrongToken}
        </p>
      </form>
    </Message>
  );
}
