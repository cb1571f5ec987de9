import { nothing, toCountText } from '../format/number.ts';
import { texts } from '../texts.ts';

/** Most dots on the pavement; the number says the rest. */
const mostDots = 40;

/** Who is here now: the number, which leads to the live page, and one dot on the pavement for each. */
export function ActiveNow({ count, onOpen }: { count: number | null; onOpen: () => void }) {
  const dots = Math.min(count ?? 0, mostDots);
  return (
    <div class="active-now" role="group" aria-label={texts.activeNow} title={texts.activeNowHint}>
      <div class="pavement" aria-hidden="true">
        {Array.from({ length: dots }, (_, index) => (
          <i key={index} style={toGait(index)} />
        ))}
      </div>
      <button type="button" onClick={onOpen}>
        <strong>{count === null ? nothing : toCountText(count)}</strong> {texts.activeUnit}
      </button>
    </div>
  );
}

/** Everybody has a pace and a place of their own, the same at each drawing, spread by the golden ratio. */
function toGait(index: number): Record<string, string> {
  const spread = (index * 0.618_034) % 1;
  const seconds = 16 + ((index * 7) % 13);
  return {
    '--place': `${Math.round(spread * 100)}%`,
    animationDuration: `${seconds}s`,
    animationDelay: `${(-spread * seconds).toFixed(2)}s`,
  };
}
