import { toCsv } from '@passerby/wire';
import { texts } from '../texts.ts';
import { saveFile } from './save-file.ts';

interface SaveCsvProps {
  /** Of the file, without its ending. */
  name: string;
  /** The names of the columns first. */
  rows: (string | number | null)[][];
}

/** Saves what a table shows as a file. */
export function SaveCsv({ name, rows }: SaveCsvProps) {
  return (
    <button
      type="button"
      class="link"
      disabled={rows.length < 2}
      onClick={() => saveFile(`${name}.csv`, toCsv(rows))}
    >
      {texts.saveCsv}
    </button>
  );
}
