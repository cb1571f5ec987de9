import { ApiFailure } from '../api/client.ts';
import { toExactText } from '../format/number.ts';
import { texts } from '../texts.ts';
import type { Health } from './health.ts';

/** What is kept, and counted nowhere else: the events of bots, by why they are taken for such. */
export function BotsPanel({ bots }: Pick<Health, 'bots'>) {
  const counts = bots instanceof ApiFailure ? [] : bots;
  const sum = counts.reduce((all, { count }) => all + count, 0);
  return (
    <section class="loss" aria-labelledby="bots">
      <header>
        <h2 id="bots">{texts.botsTitle}</h2>
        <p>
          {bots instanceof ApiFailure
            ? bots.message
            : sum === 0
              ? texts.botsNone
              : texts.botsSum(toExactText(sum))}
        </p>
      </header>
      {counts.length > 0 && (
        <dl>
          {counts.map(({ reason, count }) => (
            <div key={reason}>
              <dt>{texts.bots[reason] ?? reason}</dt>
              <dd>{toExactText(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
