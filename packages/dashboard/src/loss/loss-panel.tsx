import { useId } from 'preact/hooks';
import { toExactText, toLossText } from '../format/number.ts';
import { texts } from '../texts.ts';
import type { Loss } from './loss.ts';

/** Where received events are, in the order of the sum, and what never came. */
const parts = ['received', 'stored', 'queued', 'duplicates', 'rejected', 'never_arrived'] as const;

/** What became of the events of the range: the sum, and beside it what never came. */
export function LossPanel({ loss }: { loss: Loss }) {
  const title = useId();
  return (
    <section class="loss" aria-labelledby={title}>
      <header>
        <h2 id={title}>{texts.lossTitle}</h2>
        <p>{loss.loss_rate === null ? texts.lossNothing : texts.lossRate(toLossText(loss.loss_rate))}</p>
      </header>
      <dl>
        {parts.map((part) => (
          <div key={part}>
            <dt>{texts.loss[part]}</dt>
            <dd>
              {part === 'rejected' ? (
                <a class="link" href="#rejected" title={texts.rejectedEvents}>
                  {toExactText(loss[part])}
                </a>
              ) : (
                toExactText(loss[part])
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p class="loss-note">{texts.lossNote}</p>
    </section>
  );
}
