import type { Api } from '../api/client.ts';
import { texts } from '../texts.ts';
import { Message } from './message.tsx';
import { SecretForm } from './secret-form.tsx';

interface SignInProps {
  api: Api;
  /** What the OpenID provider is called; unset: there is none. */
  provider: string | undefined;
  onSignedIn: () => void;
}

/** Asks who is there: by the password or a token, or by the provider. */
export function SignIn({ api, provider, onSignedIn }: SignInProps) {
  return (
    <Message title={texts.locked} text={texts.lockedHint}>
      <SecretForm
        label={texts.secret}
        action={texts.signIn}
        wrong={texts.wrongSecret}
        problem={texts.providerProblems[location.hash.slice(1)]}
        onSubmit={async (secret) => {
          await api.signIn(secret, new AbortController().signal);
          onSignedIn();
        }}
      >
        {provider !== undefined && (
          <p>
            <a class="button" href="api/v1/session/provider">
              {texts.signInWith(provider)}
            </a>
          </p>
        )}
      </SecretForm>
    </Message>
  );
}
