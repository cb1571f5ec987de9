import { useState } from 'preact/hooks';
import { texts } from '../texts.ts';

/** Text to take away, with a button that copies it. */
export function Snippet({ title, text }: { title: string; text: string }) {
  const [isCopied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      // No clipboard without https or permission; the text can still be selected.
    }
  }

  return (
    <figure class="snippet-figure">
      <figcaption>
        {title}
        {/* The clipboard exists in secure contexts only. */}
        {isSecureContext && (
          <button type="button" class="link" onClick={() => void copy()}>
            <span aria-live="polite">{isCopied ? texts.copied : texts.copy}</span>
          </button>
        )}
      </figcaption>
      <pre class="snippet" tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
