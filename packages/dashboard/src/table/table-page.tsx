import type { PageProps } from '../pages/page-props.ts';
import { toPropName } from '../state/filters.ts';
import { freshTable } from '../state/view.ts';
import { Choice } from './choice.tsx';
import { PropertyField } from './property-field.tsx';
import { TableSection } from './table-section.tsx';
import { choices, type TablePageName } from './tables.ts';

/** A page that is one table, with a choice of what it lists. */
export function TablePage(props: PageProps) {
  const { view, changeView } = props;
  const dimensions = choices[view.page as TablePageName];
  const isEvents = view.page === 'events';
  const isListed =
    view.by !== null && (dimensions.includes(view.by) || (isEvents && toPropName(view.by) !== undefined));
  const by = isListed ? view.by : dimensions[0];
  if (by === undefined || by === null) return null;
  return (
    <>
      {dimensions.length > 1 && (
        <Choice
          dimensions={dimensions}
          chosen={by}
          onChoose={(chosen) => changeView({ ...freshTable, by: chosen })}
        />
      )}
      {isEvents && (
        <PropertyField
          {...props}
          chosen={toPropName(by)}
          onChoose={(chosen) => changeView({ ...freshTable, by: chosen })}
        />
      )}
      <TableSection {...props} by={by} />
    </>
  );
}
