import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';

/** The keys, over the page. Escape and a click beside it close it, as the browser does it. */
export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div>
        <header>
          <h2 id="help-title">{texts.shortcutsTitle}</h2>
          <button type="button" class="link" onClick={() => dialog.current?.close()}>
            {texts.close}
          </button>
        </header>
        <dl>
          {texts.shortcuts.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
