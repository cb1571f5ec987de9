import { useEffect, useRef, useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { texts } from '../texts.ts';
import { Message } from './message.tsx';

interface SignInProps {
  api: Api;
  /** What the OpenID provider is called; unset: there is none. */
  provider: string | undefined;
  onSignedIn: () => void;
}

/** Asks who is there: by the password or a token, or by the provider. */
export function SignIn({ api, provider, onSignedIn }: SignInProps) {
  const [problem, setProblem] = useState(texts.providerProblems[location.hash.slice(1)] ?? '');
  const [isWaiting, setWaiting] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  async function signIn(secret: string): Promise<void> {
    setWaiting(true);
    try {
      await api.signIn(secret, new AbortController().signal);
      onSignedIn();
    } catch (error) {
      setProblem(toText(error));
      input.current?.select();
    }
    setWaiting(false);
  }

  return (
    <Message title={texts.locked} text={texts.lockedHint}>
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(input.current?.value ?? '');
        }}
      >
        <label for="secret">{texts.secret}</label>
        <div>
          <input
            ref={input}
            id="secret"
            type="password"
            required
            maxLength={256}
            autocomplete="current-password"
            spellcheck={false}
            aria-invalid={problem !== ''}
            aria-describedby="sign-in-problem"
          />
          <button type="submit" class="button" disabled={isWaiting}>
            {texts.signIn}
          </button>
        </div>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem}
        </p>
        {provider !== undefined && (
          <p>
            <a class="button" href="api/v1/session/provider">
              {texts.signInWith(provider)}
            </a>
          </p>
        )}
      </form>
    </Message>
  );
}

function toText(error: unknown): string {
  if (!(error instanceof ApiFailure)) return String(error);
  if (error.status === 401) return texts.wrongSecret;
  return error.status === 429 ? texts.tooManyAttempts : error.message;
}
