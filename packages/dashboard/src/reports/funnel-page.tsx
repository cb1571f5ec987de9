import type { PageProps } from '../pages/page-props.ts';
import { texts } from '../texts.ts';
import { FunnelAnswer } from './funnel-answer.tsx';
import { FunnelForm } from './funnel-form.tsx';

/** Steps that visitors do one after another, and how many get how far. */
export function FunnelPage(props: PageProps) {
  return (
    <>
      <FunnelForm {...props} />
      {props.view.steps.length < 2 ? (
        <p class="list-note">{texts.funnelStart}</p>
      ) : (
        <FunnelAnswer {...props} />
      )}
    </>
  );
}
