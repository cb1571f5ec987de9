import type { ComponentChildren } from 'preact';
import type { Answer } from '../report/use-answer.ts';
import { useOnline } from '../report/use-online.ts';
import { texts } from '../texts.ts';
import { Banner } from './banner.tsx';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

interface AnsweredProps<Content> {
  answer: Answer<Content>;
  class: string;
  /** What is read out of the section (default: none, it is no landmark). */
  label?: string;
  children: (content: Content) => ComponentChildren;
}

/** What was asked for; before it is there why it is not, and above what is from before, that it is. */
export function Answered<Content>({ answer, class: name, label, children }: AnsweredProps<Content>) {
  const { content, isFresh, problem, again } = answer;
  const isOnline = useOnline();
  if (content === null) {
    if (!isOnline) return <Loading text={texts.offlineAtFirst} />;
    return problem ? <Failure problem={problem} onRetry={again} /> : <Loading text={texts.loading} />;
  }
  const Section = label === undefined ? 'div' : 'section';
  return (
    <Section class={isFresh ? name : `${name} is-stale`} aria-label={label} aria-busy={!isFresh}>
      {!isOnline && <Banner text={texts.offline} />}
      {isOnline && problem && <Banner text={texts.stale} problem={problem} onRetry={again} />}
      {children(content)}
    </Section>
  );
}
