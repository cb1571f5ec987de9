import type { Filter } from '../state/filters.ts';
import type { ListContent, ListDimension } from '../report/report.ts';
import { List } from './list.tsx';

interface ListsProps {
  lists: Record<ListDimension, ListContent>;
  /** Of the whole view: what shares are shares of. */
  visitors: number;
  filters: Filter[];
  onToggle: (dimension: ListDimension, value: string) => void;
}

/** In reading order, with the room each gets. */
const order: [dimension: ListDimension, width: 'half' | 'third'][] = [
  ['event:page', 'half'],
  ['visit:source', 'half'],
  ['visit:country', 'half'],
  ['event:name', 'half'],
  ['visit:browser', 'third'],
  ['visit:os', 'third'],
  ['visit:device', 'third'],
];

export function Lists({ lists, visitors, filters, onToggle }: ListsProps) {
  return (
    <div class="lists">
      {order.map(([dimension, width]) => (
        <List
          key={dimension}
          {...{ dimension, width, visitors, filters, onToggle }}
          content={lists[dimension]}
        />
      ))}
    </div>
  );
}
