import { texts } from '../texts.ts';

/** Something that was made and can be deleted. */
interface Entry {
  id: number;
  name: string;
  /** What is told of it beside its name. */
  cells: string[];
  /** What can be done with it; a button each. */
  actions: [label: string, act: () => void][];
}

interface EntryTableProps {
  /** Of the cells. */
  columns: string[];
  /** Undefined: not known yet. */
  entries: Entry[] | undefined;
  /** What is said where there is none. */
  none: string;
  isBusy: boolean;
}

/** What was made, with a way to do away with each. */
export function EntryTable({ columns, entries, none, isBusy }: EntryTableProps) {
  if (!entries) return null;
  if (entries.length === 0) return <p class="list-note">{none}</p>;
  return (
    <div class="data-scroll">
      <table class="data is-plain">
        <thead>
          <tr>
            {[texts.tokenName, ...columns].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">{texts.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, name, cells, actions }) => (
            <tr key={id}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              {cells.map((cell, index) => (
                <td key={index}>
                  <bdi>{cell}</bdi>
                </td>
              ))}
              <td class="actions">
                {actions.map(([label, act]) => (
                  <button key={label} type="button" class="link" disabled={isBusy} onClick={act}>
                    {label}
                    <span class="visually-hidden"> {name}</span>
                  </button>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
