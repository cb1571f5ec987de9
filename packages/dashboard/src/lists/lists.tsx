import type { ListContent, ListDimension } from '../report/report.ts';
import type { PageName, View } from '../state/view.ts';
import { List } from './list.tsx';

interface ListsProps {
  lists: Record<ListDimension, ListContent>;
  /** Of the whole view: what shares are shares of. */
  visitors: number;
  view: View;
  onToggle: (dimension: ListDimension, value: string) => void;
  /** Opens the page that has all of a list. */
  onOpen: (page: PageName, by: ListDimension) => void;
}

/** In reading order, with the room each gets and the page that has all of it. */
const order: [dimension: ListDimension, width: 'half' | 'third', page: PageName][] = [
  ['event:page', 'half', 'pages'],
  ['visit:source', 'half', 'sources'],
  ['visit:country', 'half', 'locations'],
  ['event:name', 'half', 'events'],
  ['visit:browser', 'third', 'devices'],
  ['visit:os', 'third', 'devices'],
  ['visit:device', 'third', 'devices'],
];

export function Lists({ lists, visitors, view, onToggle, onOpen }: ListsProps) {
  return (
    <div class="lists">
      {order.map(([dimension, width, page]) => (
        <List
          key={dimension}
          {...{ dimension, width, visitors, view, onToggle }}
          content={lists[dimension]}
          onOpen={() => onOpen(page, dimension)}
        />
      ))}
    </div>
  );
}
