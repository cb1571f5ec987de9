import type { ComponentChildren } from 'preact';
import { Banner } from '../notices/banner.tsx';
import { Failure } from '../notices/failure.tsx';
import { Loading } from '../notices/loading.tsx';
import type { Answer } from '../report/use-answer.ts';
import { useOnline } from '../report/use-online.ts';
import { toRangeText } from '../state/date-range.ts';
import type { View } from '../state/view.ts';
import { saveFile, toCsv } from '../table/csv.ts';
import { texts } from '../texts.ts';

interface ReportSectionProps<Reply> {
  view: View;
  answer: Answer<Reply>;
  /** The report as a table, its names first; none: there is nothing to take away. */
  toRows: (reply: Reply) => (string | number | null)[][];
  /** Beside the button that saves it. */
  note?: (reply: Reply) => string;
  children: (reply: Reply) => ComponentChildren;
}

/** The answer to a report, or why there is none; and the same as a file. */
export function ReportSection<Reply>({ view, answer, toRows, note, children }: ReportSectionProps<Reply>) {
  const { content, isFresh, problem, again } = answer;
  const isOnline = useOnline();
  if (!content && problem) return <Failure problem={problem} onRetry={again} />;
  if (!content) return <Loading text={isOnline ? texts.loading : texts.offlineAtFirst} />;
  const rows = toRows(content);
  const file = [view.site ?? '', view.page, toRangeText(view.range)].join('-');
  return (
    <section
      class={isFresh ? 'table-section' : 'table-section is-stale'}
      aria-label={texts.pages[view.page]}
      aria-busy={!isFresh}
    >
      {!isOnline && <Banner text={texts.offline} />}
      {isOnline && problem && <Banner text={texts.stale} problem={problem} onRetry={again} />}
      {children(content)}
      <div class="table-tools">
        <button
          type="button"
          class="link"
          disabled={rows.length < 2}
          onClick={() => saveFile(`${file}.csv`, toCsv(rows))}
        >
          {texts.saveCsv}
        </button>
        {note && <p class="report-note">{note(content)}</p>}
      </div>
    </section>
  );
}
