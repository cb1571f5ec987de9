import type { Problem } from '../report/problem.ts';
import { texts } from '../texts.ts';
import { Message } from './message.tsx';
import { useCountdown } from './use-countdown.ts';

interface FailureProps {
  problem: Problem;
  onRetry: () => void;
}

/** Nothing could be read yet. The cause in the collector's own words, and when it is tried again. */
export function Failure({ problem, onRetry }: FailureProps) {
  const seconds = useCountdown(problem.retryAt);
  const { failure } = problem;
  return (
    <div role="alert">
      <Message
        title={toTitle(failure.status)}
        text={failure.status === 0 ? texts.noAnswerHint : failure.message}
      >
        <p class="message-next">
          <button type="button" class="button" onClick={onRetry}>
            {texts.tryNow}
          </button>
          {/* Not read out: an alert that counts down would never be silent. */}
          <span aria-hidden="true">{texts.tryingAgain(seconds)}</span>
        </p>
      </Message>
    </div>
  );
}

function toTitle(status: number): string {
  if (status === 0) return texts.noAnswer;
  return status >= 400 && status < 500 ? texts.refused : texts.failed;
}
