import type { ComponentChildren } from 'preact';
import { Answered } from '../notices/answered.tsx';
import type { Answer } from '../report/use-answer.ts';
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
  const file = [view.site ?? '', view.page, toRangeText(view.range)].join('-');
  return (
    <Answered answer={answer} class="table-section" label={texts.pages[view.page]}>
      {(content) => {
        const rows = toRows(content);
        return (
          <>
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
          </>
        );
      }}
    </Answered>
  );
}
