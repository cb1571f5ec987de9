import { toCountText, toShare } from '../format/number.ts';
import { texts } from '../texts.ts';

/** Page views of the last half an hour, a bar for each minute. */
export function Minutes({ minutes }: { minutes: number[] }) {
  const most = Math.max(1, ...minutes);
  const sum = minutes.reduce((total, count) => total + count, 0);
  return (
    <figure class="minutes">
      <figcaption>{texts.minutesTitle(toCountText(sum), sum)}</figcaption>
      <div role="img" aria-label={minutes.join(', ')}>
        {minutes.map((count, index) => (
          <i
            // Minutes move along, so a bar is known by its place.
            key={index}
            title={texts.minuteHint(minutes.length - 1 - index, count)}
            style={{ height: `${toShare(count, most)}%` }}
          />
        ))}
      </div>
      <p aria-hidden="true">
        <span>{texts.minutesAgo(minutes.length)}</span>
        <span>{texts.now}</span>
      </p>
    </figure>
  );
}
