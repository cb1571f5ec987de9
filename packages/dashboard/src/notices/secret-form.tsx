import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFailure } from '../api/client.ts';
import { texts } from '../texts.ts';

interface SecretFormProps {
  label: string;
  /** On the button. */
  action: string;
  /** Said when the collector does not know the secret. */
  wrong: string;
  /** What went wrong before (default: nothing). */
  problem?: string | undefined;
  onSubmit: (secret: string) => Promise<void>;
  children?: ComponentChildren;
}

/** Asks for a secret until it is the right one. */
export function SecretForm({ label, action, wrong, problem = '', onSubmit, children }: SecretFormProps) {
  const [refusal, setRefusal] = useState(problem);
  const [isWaiting, setWaiting] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  async function submit(secret: string): Promise<void> {
    setWaiting(true);
    try {
      await onSubmit(secret);
    } catch (error) {
      setRefusal(toText(error, wrong));
      input.current?.select();
    }
    setWaiting(false);
  }

  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(input.current?.value ?? '');
      }}
    >
      <label for="secret">{label}</label>
      <div>
        <input
          ref={input}
          id="secret"
          type="password"
          required
          maxLength={256}
          autocomplete="current-password"
          spellcheck={false}
          aria-invalid={refusal !== ''}
          aria-describedby="sign-in-problem"
        />
        <button type="submit" class="button" disabled={isWaiting}>
          {action}
        </button>
      </div>
      <p id="sign-in-problem" class="problem" role="alert">
        {refusal}
      </p>
      {children}
    </form>
  );
}

function toText(error: unknown, wrong: string): string {
  if (!(error instanceof ApiFailure)) return String(error);
  if (error.status === 401) return wrong;
  return error.status === 429 ? texts.tooManyAttempts : error.message;
}
