import type { ComponentChildren } from 'preact';
import { Answered } from '../notices/answered.tsx';
import type { Answer } from '../report/use-answer.ts';
import type { View } from '../state/view.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { toFileName } from '../table/save-file.ts';
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
  return (
    <Answered answer={answer} class="table-section" label={texts.pages[view.page]}>
      {(content) => (
        <>
          {children(content)}
          <div class="table-tools">
            <SaveCsv name={toFileName(view, view.page)} rows={toRows(content)} />
            {note && <p class="report-note">{note(content)}</p>}
          </div>
        </>
      )}
    </Answered>
  );
}
