import { toCsv } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import { toExactText } from '../format/number.ts';
import { Answered } from '../notices/answered.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';
import { type FilterDimension, hasFilter, toggleFilter } from '../state/filters.ts';
import { toValueName } from '../lists/value-name.ts';
import { texts } from '../texts.ts';
import { DataTable } from './data-table.tsx';
import { FindBox } from './find-box.tsx';
import { saveFile, toFileName } from './save-file.ts';
import { type Table, tableQuery, toSort, toTable } from './table-query.ts';
import { columnsOf } from './tables.ts';

/** Rows shown at first, and further ones with each "Show more". */
const step = 50;
/** Rows of a file at most: what one query answers. */
const mostRows = 10_000;

interface TableSectionProps extends Pick<PageProps, 'api' | 'view' | 'changeView' | 'onLocked'> {
  by: FilterDimension;
}

/** All values of a dimension in the view: to search, sort, filter by and take away. */
export function TableSection({ api, view, changeView, onLocked, by }: TableSectionProps) {
  const columns = columnsOf(by);
  const [limit, setLimit] = useState(step);
  const [isSaving, setSaving] = useState(false);
  const query = tableQuery(view, by, columns, limit);
  const answer = useAnswer<Table>({
    api,
    key: JSON.stringify(query),
    load: async (signal) => toTable(await api.query(query, signal)),
    onLocked,
  });
  useEffect(() => setLimit(step), [by, view.find]);

  async function save(): Promise<void> {
    setSaving(true);
    try {
      const all = await api.query(tableQuery(view, by, columns, mostRows), new AbortController().signal);
      const rows = toTable(all).rows.map(({ value, numbers }) => [toValueName(by, value), ...numbers]);
      const names = [texts.dimension(by), ...columns.map((column) => texts.columns[column])];
      saveFile(`${toFileName(view, by.replace(/^\w+:/, ''))}.csv`, toCsv([names, ...rows]));
    } catch {
      answer.again(); // The table asks the same collector, and says what is wrong.
    } finally {
      setSaving(false);
    }
  }

  return (
    <Answered answer={answer} class="table-section" label={texts.dimension(by)}>
      {({ rows, total, currency }) => (
        <>
          <div class="table-tools">
            <FindBox value={view.find} onFind={(find) => changeView({ find }, 'replace')} />
            <p aria-live="polite">{texts.rowCount(toExactText(total), total)}</p>
            <button
              type="button"
              class="link"
              disabled={isSaving || rows.length === 0}
              onClick={() => void save()}
            >
              {texts.saveCsv}
            </button>
          </div>
          {rows.length === 0 ? (
            <p class="list-note">{view.find === '' ? texts.emptyList(by) : texts.nothingFound(view.find)}</p>
          ) : (
            <DataTable
              {...{ by, columns, rows, currency }}
              sort={toSort(view.sort, columns)}
              isChosen={(value) => hasFilter(view.filters, by, value)}
              onSort={(sort) => changeView({ sort })}
              onToggle={(value) => changeView({ filters: toggleFilter(view.filters, by, value) })}
            />
          )}
          {rows.length < total && limit < mostRows && (
            <button
              type="button"
              class="button"
              onClick={() => setLimit(Math.min(mostRows, limit + 4 * step))}
            >
              {texts.showMore}
            </button>
          )}
        </>
      )}
    </Answered>
  );
}
