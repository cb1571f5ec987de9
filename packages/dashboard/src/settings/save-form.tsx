import type { ComponentChildren } from 'preact';
import { texts } from '../texts.ts';

interface SaveFormProps {
  /** Id of the heading that names it. */
  labelledBy: string;
  /** On the button (default: that it saves). */
  action?: string;
  isBusy: boolean;
  /** Whether that is said (default: no). */
  isSaved?: boolean;
  /** What the collector said against it; empty: nothing. */
  refusal: string;
  onSave: () => Promise<boolean>;
  children: ComponentChildren;
}

/** Fields that are saved together, and what became of it. */
export function SaveForm({
  labelledBy,
  action = texts.save,
  isBusy,
  isSaved,
  refusal,
  onSave,
  children,
}: SaveFormProps) {
  return (
    <form
      class="form"
      aria-labelledby={labelledBy}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave();
      }}
    >
      {children}
      <button type="submit" class="button" disabled={isBusy}>
        {action}
      </button>
      <p role="status">{isSaved && texts.saved}</p>
      <p class="problem" role="alert">
        {refusal}
      </p>
    </form>
  );
}
