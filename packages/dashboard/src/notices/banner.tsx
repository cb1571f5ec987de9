import type { Problem } from '../report/problem.ts';
import { texts } from '../texts.ts';
import { useCountdown } from './use-countdown.ts';

interface BannerProps {
  text: string;
  problem?: Problem;
  onRetry?: () => void;
}

/** The figures below are from before. */
export function Banner({ text, problem, onRetry }: BannerProps) {
  const seconds = useCountdown(problem?.retryAt ?? 0);
  return (
    <div class="banner" role="status">
      <p>
        <strong>{text}</strong> {problem?.failure.message}{' '}
        {problem && <span aria-hidden="true">{texts.tryingAgain(seconds)}</span>}
      </p>
      {onRetry && (
        <button type="button" class="link" onClick={onRetry}>
          {texts.tryNow}
        </button>
      )}
    </div>
  );
}
