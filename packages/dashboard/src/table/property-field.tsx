import type { PageProps } from '../pages/page-props.ts';
import { type FilterDimension, toPropDimension } from '../state/filters.ts';
import { texts } from '../texts.ts';
import { usePropertyNames } from './use-property-names.ts';

interface PropertyFieldProps extends Pick<PageProps, 'api' | 'view' | 'onLocked'> {
  chosen: string | undefined;
  onChoose: (by: FilterDimension | null) => void;
}

/** The properties of the events, of which one can be listed. Nothing where they have none. */
export function PropertyField({ chosen, onChoose, ...about }: PropertyFieldProps) {
  const found = usePropertyNames(about);
  const names = chosen === undefined || found.includes(chosen) ? found : [chosen, ...found];
  if (names.length === 0) return null;
  return (
    <form class="form report-form" aria-label={texts.property}>
      <label>
        {texts.property}
        <select
          value={chosen ?? ''}
          onChange={({ currentTarget }) =>
            onChoose(currentTarget.value === '' ? null : toPropDimension(currentTarget.value))
          }
        >
          <option value="">{texts.noProperty}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}
