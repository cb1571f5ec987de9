import { type Filter, type FilterDimension, flipFilter, toPropName } from '../state/filters.ts';
import { useRef } from 'preact/hooks';
import { toValueName } from '../lists/value-name.ts';
import { texts } from '../texts.ts';
import { Chip } from './chip.tsx';

interface FilterChipsProps {
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

/** `Germany or France` */
const toNames = (dimension: FilterDimension, values: string[]): string =>
  values.map((value) => toValueName(dimension, value)).join(` ${texts.or} `);

/** The filters in force; each is a button that removes it. */
export function FilterChips({ filters, onChange }: FilterChipsProps) {
  const region = useRef<HTMLElement>(null);

  function remove(index: number): void {
    onChange(filters.filter((_, each) => each !== index));
    // The button that had the focus is gone; without this, Tab would start over at the top of the page.
    requestAnimationFrame(() => {
      const buttons = region.current?.querySelectorAll<HTMLElement>('.chip-pair > :first-child') ?? [];
      (buttons[Math.min(index, buttons.length - 1)] ?? region.current)?.focus();
    });
  }

  return (
    <section
      ref={region}
      class="filters"
      aria-label={texts.filters}
      tabIndex={-1}
      hidden={filters.length === 0}
    >
      {filters.map(([operator, dimension, values], index) => (
        <span key={`${operator} ${dimension}`} class="chip-pair">
          <Chip action={texts.removeFilter} onClick={() => remove(index)}>
            <span class="chip-dimension">
              {texts.dimension(dimension)} {texts.operators[operator]}
            </span>{' '}
            <bdi>{toNames(dimension, values)}</bdi>
          </Chip>
          {/* The address has no other filter of a property, nor the opposite of a search. */}
          {operator !== 'contains' && toPropName(dimension) === undefined && (
            <button
              type="button"
              class="chip"
              aria-pressed={operator === 'is_not'}
              aria-label={`${texts.allBut}: ${toNames(dimension, values)}`}
              title={texts.allBut}
              onClick={() => onChange(flipFilter(filters, index))}
            >
              ≠
            </button>
          )}
        </span>
      ))}
      {filters.length > 1 && (
        <button type="button" class="link" onClick={() => onChange([])}>
          {texts.clearFilters}
        </button>
      )}
    </section>
  );
}
