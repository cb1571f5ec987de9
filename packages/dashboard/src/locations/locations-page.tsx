import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';
import { listQuery } from '../report/queries.ts';
import { hasFilter, toggleFilter } from '../state/filters.ts';
import { TablePage } from '../table/table-page.tsx';
import { texts } from '../texts.ts';
import { Map as WorldMap } from './map.tsx';

const country = 'visit:country';

/** The map, and below it the table. */
export function LocationsPage(props: PageProps) {
  const { api, view, changeView, onLocked } = props;
  const query = { ...listQuery(view, country), pagination: { limit: 300 } };
  const { content, problem } = useAnswer<Map<string, number>>({
    api,
    key: JSON.stringify(query),
    async load(signal) {
      const { results } = await api.query(query, signal);
      return new Map(results.map(({ dimensions, metrics }) => [dimensions[0] ?? '', metrics[0] ?? 0]));
    },
    onLocked,
  });
  return (
    <>
      {/* The table says what is wrong, and not below an empty world. */}
      {(content !== null || !problem) && (
        <WorldMap
          visitors={content ?? new Map()}
          isChosen={(value) => hasFilter(view.filters, country, value)}
          onToggle={(value) => changeView({ filters: toggleFilter(view.filters, country, value) })}
        />
      )}
      <TablePage {...props} />
      {view.by !== null && view.by !== country && <p class="list-note">{texts.placesHint}</p>}
    </>
  );
}
