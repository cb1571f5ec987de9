import { useId } from 'preact/hooks';
import { ApiFailure } from '../api/client.ts';
import { toShare } from '../format/number.ts';
import type { ListContent, ListDimension } from '../report/report.ts';
import { hasFilter } from '../state/filters.ts';
import type { View } from '../state/view.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { toFileName } from '../table/save-file.ts';
import { texts } from '../texts.ts';
import { Row } from './row.tsx';
import { toValueName } from './value-name.ts';

interface ListProps {
  dimension: ListDimension;
  width: 'half' | 'third';
  content: ListContent;
  visitors: number;
  view: View;
  onToggle: (dimension: ListDimension, value: string) => void;
  onOpen: () => void;
}

/** Rows shown here; the list's own page has all. */
const fewRows = 8;

/** Values of one dimension, the largest first. */
export function List({ dimension, width, content, visitors, view, onToggle, onOpen }: ListProps) {
  const title = useId();
  const failure = content instanceof ApiFailure ? content : null;
  const rows = content instanceof ApiFailure ? [] : content;
  const shown = rows.slice(0, fewRows);
  // Visitors of several pages count in each, so their share is of all visitors; events are shares of all events.
  const whole = dimension === 'event:name' ? rows.reduce((sum, row) => sum + row.count, 0) : visitors;

  return (
    <section class={`list is-${width}`} aria-labelledby={title}>
      <header>
        <h2 id={title}>{texts.lists[dimension]}</h2>
        <p aria-hidden="true">{texts.countColumn(dimension)}</p>
      </header>
      {failure && (
        <p class="list-note">
          {texts.failedList} <span>{failure.message}</span>
        </p>
      )}
      {!failure && rows.length === 0 && <p class="list-note">{texts.emptyList(dimension)}</p>}
      <ol>
        {shown.map((row) => (
          <Row
            key={row.value}
            dimension={dimension}
            row={row}
            share={toShare(row.count, whole)}
            isChosen={hasFilter(view.filters, dimension, row.value)}
            onToggle={() => onToggle(dimension, row.value)}
          />
        ))}
      </ol>
      {rows.length > 0 && (
        <p class="list-foot">
          <button type="button" class="link" onClick={onOpen}>
            {texts.openList[dimension]}
          </button>
          <SaveCsv
            name={toFileName(view, dimension.replace(/^\w+:/, ''))}
            rows={[
              [texts.dimension(dimension), texts.countColumn(dimension)],
              ...rows.map(({ value, count }) => [toValueName(dimension, value), count]),
            ]}
          />
        </p>
      )}
    </section>
  );
}
